using System.Net;
using System.Text;

namespace Aldrava.Tests.Crm.Bulk;

/// <summary>The memory in use is measured for the whole process, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(BulkMemory), DisableParallelization = true)]
public sealed class BulkMemory : ICollectionFixture<Agencies>;

[Collection(nameof(BulkMemory))]
public sealed class BulkMemoryTests(Agencies agencies)
{
    private const int Rows = 100_000;
    private const long Bound = 24 * 1024 * 1024;

    [Fact]
    public async Task A_hundred_thousand_leads_come_in_and_go_out_again_in_little_memory()
    {
        await agencies.EmptyAsync();
        await ImportAsync(100, "aquecimento", firstNumber: 9_000_000, _ => { });
        var before = Live();

        var atMost = 0L;
        var report = await ImportAsync(Rows, "pessoa", firstNumber: 0, n => atMost = Math.Max(atMost, n));
        report.ShouldContain($"\"lines\":{Rows},\"created\":{Rows}");
        (atMost - before).ShouldBeLessThan(Bound, "importing");

        atMost = 0;
        var (lines, bytes) = await ExportAsync(n => atMost = Math.Max(atMost, n));
        lines.ShouldBe(Rows + 100 + 1);
        bytes.ShouldBeGreaterThan(Rows * 80L, "What went out is far more than what was held.");
        (atMost - before).ShouldBeLessThan(Bound, "exporting");
    }

    // What is still in use, not what was allocated.
    private static long Live() => GC.GetTotalMemory(forceFullCollection: true);

    private async Task<string> ImportAsync(int rows, string who, int firstNumber, Action<long> measured)
    {
        using var content = new Lines(rows, who, firstNumber);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(agencies.App.Address, "/mobile/leads/import")) { Content = content };
        using var response = await SendAsync(request, measured);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var body = await response.Content.ReadAsStreamAsync();
        var start = new byte[200];
        await body.ReadExactlyAsync(start);
        await DrainAsync(body, measured);
        return Encoding.UTF8.GetString(start);
    }

    private async Task<(long Lines, long Bytes)> ExportAsync(Action<long> measured)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(agencies.App.Address, "/mobile/leads/export"));
        using var response = await SendAsync(request, measured);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await DrainAsync(await response.Content.ReadAsStreamAsync(), measured);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Action<long> measured)
    {
        var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        request.Headers.Authorization = new("Bearer", agencies.Admin.Client.Token);
        var answer = http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var samples = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!answer.IsCompleted && await samples.WaitForNextTickAsync())
            measured(Live());
        return await answer;
    }

    private static async Task<(long Lines, long Bytes)> DrainAsync(Stream body, Action<long> measured)
    {
        var (lines, bytes, reads) = (0L, 0L, 0);
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer)) > 0)
        {
            (lines, bytes) = (lines + buffer.AsSpan(0, read).Count((byte)'\n'), bytes + read);
            if (++reads % 40 == 0)
                measured(Live());
        }
        return (lines, bytes);
    }

    /// <summary>A file that is made while it is sent.</summary>
    private sealed class Lines : HttpContent
    {
        private readonly int _rows;
        private readonly string _who;
        private readonly int _firstNumber;

        public Lines(int rows, string who, int firstNumber)
        {
            (_rows, _who, _firstNumber) = (rows, who, firstNumber);
            Headers.ContentType = new("text/csv");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await using var text = new StreamWriter(stream, Encoding.UTF8, 32 * 1024, leaveOpen: true);
            await text.WriteAsync("nome,email,telefone,origem,orçamento,notas\n");
            for (var i = 0; i < _rows; i++)
                await text.WriteAsync(
                    $"{_who} Número {i},{_who}{i}@example.pt,+351 91{_firstNumber + i:0000000},portal,{i % 500}000,Procura casa com jardim perto da escola\n"
                );
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
