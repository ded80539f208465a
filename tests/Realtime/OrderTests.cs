using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aldrava.Tests.Realtime;

public sealed class OrderTests
{
    private const int Writers = 16;
    private const int EventsOfEach = 20;

    /// <summary>
    /// Transactions of different lengths commit in another order than they took their ids. A reader that loses its line again and again, and comes back to
    /// another node each time, still hears every position once and in order when it drops those it had.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Concurrent_writers_and_broken_lines_leave_no_gap_and_no_swap(int seed)
    {
        await using var first = await RealtimeApp.StartAsync(("Realtime:ReplayPage", "7"), ("Realtime:MessageBurst", "1000"));
        await using var second = await first.StartNodeAsync(("Realtime:ReplayPage", "3"));
        var user = first.Accounts.NewUser();
        var reading = ReadAsync([first, second], user, new Random(seed));

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(w => WriteAsync(w % 2 == 0 ? first : second, user, w, new Random(seed + (100 * w)))));

        var heard = await reading;
        heard.Select(h => h.Position).ShouldBe(Enumerable.Range(1, Writers * EventsOfEach).Select(p => (long)p));
        heard.Select(h => h.Number).Order().ShouldBe(Enumerable.Range(0, Writers * EventsOfEach));
        foreach (var writer in heard.GroupBy(h => h.Number / EventsOfEach))
            writer.Select(h => h.Number).ShouldBe(writer.Select(h => h.Number).Order(), $"writer {writer.Key}");
    }

    private static async Task WriteAsync(RealtimeApp node, CurrentUser user, int writer, Random random)
    {
        for (var i = 0; i < EventsOfEach; i++)
        {
            await using var scope = node.App.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Tenant>().Enter(1);
            var session = scope.ServiceProvider.GetRequiredService<DbSession>();
            var db = scope.ServiceProvider.GetRequiredService<RangDbContext>();
            await using var work = await session.BeginAsync(CancellationToken.None);
            db.Publish(new Rang(1, user.AgentId, UserId: null, (writer * EventsOfEach) + i, Padding: 0));
            await db.SaveChangesAsync();
            await using (var dawdle = new NpgsqlCommand($"select pg_sleep({random.Next(0, 25)} / 1000.0)", session.Connection, session.Transaction))
                await dawdle.ExecuteNonQueryAsync();
            await work.CommitAsync(CancellationToken.None);
        }
    }

    private static async Task<List<(long Position, int Number)>> ReadAsync(RealtimeApp[] nodes, CurrentUser user, Random random)
    {
        var heard = new List<(long Position, int Number)>();
        var last = 0L;
        while (heard.Count < Writers * EventsOfEach)
        {
            using var device = await nodes[random.Next(nodes.Length)].ConnectAsync(user, last.ToString());
            await device.NextAsync("connected");
            for (var patience = random.Next(1, 40); patience > 0 && heard.Count < Writers * EventsOfEach; patience--)
            {
                var message = await device.NextAsync();
                if (message.GetProperty("type").GetString() != "new_lead")
                    continue;
                var position = long.Parse(message.GetProperty("id").GetString()!);
                if (position <= last)
                    continue;
                last = position;
                heard.Add((position, message.GetProperty("data").GetProperty("lead_id").GetInt32()));
            }
            device.Abort();
        }
        return heard;
    }
}
