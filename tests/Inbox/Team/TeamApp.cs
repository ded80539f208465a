using System.Net;
using Aldrava.Inbox.Contracts;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Inbox.Team;

/// <summary>An agency with an administrator, whose customers write and are handed over.</summary>
internal sealed class TeamApp : IAsyncDisposable
{
    private static int _names;

    private TeamApp(AldravaApp app, Agency agency, Person admin) => (App, Agency, Admin) = (app, agency, admin);

    public AldravaApp App { get; }

    public Agency Agency { get; }

    public Person Admin { get; }

    public static async Task<TeamApp> StartAsync()
    {
        var app = await AldravaApp.StartAsync();
        var agency = await Agency.FoundAsync(app);
        await InboxApp.AddNumberAsync(app, agency.Id, InboxApp.NumberId);
        return new TeamApp(app, agency, await agency.AdminAsync());
    }

    /// <summary>So many agents.</summary>
    public Task<Person[]> HireAsync(int count) => Task.WhenAll(Enumerable.Range(1, count).Select(i => Agency.AgentAsync($"Pessoa {i}")));

    /// <summary>A department of these people.</summary>
    public async Task<Guid> DepartmentAsync(params Person[] people)
    {
        var name = $"Departamento {Interlocked.Increment(ref _names)}";
        var answer = await Admin.Http.PostAsync("/api/v1/departments", new { name, member_ids = people.Select(p => p.UserId) });
        return answer.Expect(HttpStatusCode.Created)["id"].GetGuid();
    }

    public async Task<Guid> QueueAsync(Guid department, string strategy, int? max = null)
    {
        var name = $"Fila {Interlocked.Increment(ref _names)}";
        var answer = await Admin.Http.PostAsync(
            "/api/v1/queues",
            new
            {
                department_id = department,
                name,
                strategy,
                max_open_per_person = max,
            }
        );
        return answer.Expect(HttpStatusCode.Created)["id"].GetGuid();
    }

    /// <summary>A customer has written.</summary>
    public Task<Guid> TalkAsync(string name = "Maria Santos") => AddTalkAsync(App, Agency.Id, name);

    public static async Task<Guid> AddTalkAsync(AldravaApp app, long organizationId, string name)
    {
        var (contact, conversation) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.ExecuteAsync(
            $"""
            insert into inbox.contacts (id, organization_id, name, phone, created_at, updated_at)
            values ('{contact}', {organizationId}, '{name}', '351912345678', '2026-03-10', '2026-03-10');
            insert into inbox.conversations (id, organization_id, number_id, contact_id, status, bot_active, last_message, last_message_at, created_at, updated_at)
            select '{conversation}', {organizationId}, id, '{contact}', 'open', true, 'Olá', '2026-03-10', '2026-03-10', '2026-03-10'
            from inbox.numbers where organization_id = {organizationId} order by id limit 1
            """
        );
        return conversation;
    }

    public Task HandOverAsync(Guid conversation, HandOverTarget? target = null) =>
        App.InScopeAsync(
            Agency.Id,
            async services =>
            {
                await services.GetRequiredService<IConversations>().HandOverAsync(conversation, "asked_for_person", target, CancellationToken.None);
                return 0;
            }
        );

    /// <summary>A customer who has just been handed over; who has them.</summary>
    public async Task<long?> PlaceAsync(HandOverTarget? target)
    {
        var talk = await TalkAsync();
        await HandOverAsync(talk, target);
        return await HolderAsync(talk);
    }

    public async Task<long?> HolderAsync(Guid conversation) =>
        await App.ScalarAsync<object>($"select assigned_to from inbox.conversations where id = '{conversation}'") as long?;

    /// <summary>Status, and where it is.</summary>
    public Task<string?> StateAsync(Guid conversation) =>
        App.ScalarAsync<string>(
            $"select concat_ws('|', status, bot_active, coalesce(queue_id::text, 'none'), coalesce(department_id::text, 'none')) from inbox.conversations where id = '{conversation}'"
        );

    public Task ShutOutAsync(Person person) => App.ExecuteAsync($"update accounts.users set is_active = false where id = {person.UserId}");

    public Task CloseAsync(Guid conversation) => App.ExecuteAsync($"update inbox.conversations set status = 'closed' where id = '{conversation}'");

    /// <summary>What devices heard last of a conversation: the signal and whose devices.</summary>
    public Task<string?> LastRingAsync(Guid conversation) =>
        App.ScalarAsync<string>(
            $"""
            select signal_type || ' ' || array_to_string(audience, ',') from platform.events
            where key = 'conversation:{conversation}' and audience is not null order by seq desc limit 1
            """
        );

    public static string Users(params Person[] people) => string.Join(',', people.OrderBy(p => p.UserId).Select(p => $"user:{p.UserId}"));

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
