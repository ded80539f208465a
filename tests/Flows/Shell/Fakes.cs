using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Contracts;
using Aldrava.Inbox.Contracts;
using Aldrava.Platform.Data;
using Npgsql;

namespace Aldrava.Tests.Flows.Shell;

/// <summary>What the test makes go wrong; shared by the nodes of a test.</summary>
public sealed class Trouble
{
    private int _leadFailures;
    private int _handOverFailures;

    public int LeadsTried { get; private set; }

    public void FailLeads(int times) => _leadFailures = times;

    public void FailHandOvers(int times) => _handOverFailures = times;

    public void OnLead()
    {
        LeadsTried++;
        if (Interlocked.Decrement(ref _leadFailures) >= 0)
            throw new InvalidOperationException("no leads now");
    }

    public void OnHandOver()
    {
        if (Interlocked.Decrement(ref _handOverFailures) >= 0)
            throw new InvalidOperationException("nobody there");
    }
}

/// <summary>Conversations in plain tables, in the scope's transaction as the real ones.</summary>
internal sealed class FakeConversations(DbSession session, Trouble trouble) : IConversations
{
    public const string Schema = """
        create table public.talks (id uuid primary key, bot_active boolean not null default true, chatbot_id uuid, name text, flow_id uuid, reason text, note text);
        create table public.said (id bigint generated always as identity, talk_id uuid not null, key text not null unique, text text not null);
        create table public.leads (id bigint generated always as identity, talk_id uuid, key text not null unique, name text, budget numeric, phone text);
        """;

    public async Task<ConversationInfo?> FindAsync(Guid conversationId, CancellationToken ct)
    {
        await using var command = session.Command("select chatbot_id, bot_active, name from public.talks where id = $1", conversationId);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        var chatbot = await reader.IsDBNullAsync(0, ct) ? (Guid?)null : reader.GetGuid(0);
        var name = await reader.IsDBNullAsync(2, ct) ? null : reader.GetString(2);
        return new ConversationInfo(conversationId, chatbot, reader.GetBoolean(1), conversationId, name, "351912345678", null);
    }

    public Task<IReadOnlyList<MessageInfo>> MessagesAsync(Guid conversationId, MessagePage page, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<MessageInfo>>([]);

    public Task SayAsync(Guid conversationId, OutgoingContent content, string key, CancellationToken ct) =>
        session.RunAsync(
            "insert into public.said (talk_id, key, text) values ($1, $2, $3) on conflict (key) do nothing",
            ct,
            conversationId,
            key,
            content.Words!
        );

    public Task HandOverAsync(Guid conversationId, string reason, HandOverTarget? target, CancellationToken ct)
    {
        trouble.OnHandOver();
        return session.RunAsync("update public.talks set bot_active = false, reason = $2 where id = $1", ct, conversationId, reason);
    }

    public Task NoteAsync(Guid conversationId, string text, CancellationToken ct) =>
        session.RunAsync("update public.talks set note = $2 where id = $1", ct, conversationId, text);

    public Task NameContactAsync(Guid conversationId, string name, CancellationToken ct) =>
        session.RunAsync("update public.talks set name = $2 where id = $1", ct, conversationId, name);

    public Task SetFlowAsync(Guid conversationId, Guid? flowId, CancellationToken ct) =>
        session.RunAsync("update public.talks set flow_id = $2 where id = $1", ct, conversationId, (object?)flowId ?? DBNull.Value);
}

internal sealed class FakeLeads(DbSession session, Trouble trouble) : ILeadIntake
{
    public async Task<LeadCreatedInfo> CreateAsync(LeadDraft draft, CancellationToken ct)
    {
        await using var command = session.Command(
            "insert into public.leads (talk_id, key, name, budget, phone) values ($1, $2, $3, $4, $5) returning id",
            draft.ConversationId!,
            draft.ExternalKey,
            draft.Name!,
            (object?)draft.Budget ?? DBNull.Value,
            (object?)draft.Phone ?? DBNull.Value
        );
        var id = (long)(await command.ExecuteScalarAsync(ct))!;
        trouble.OnLead();
        return new LeadCreatedInfo(id, 7, "Sofia Almeida", PropertyId: null, IsNew: true);
    }
}

internal sealed class FakeOrganizations : IOrganizations
{
    private static readonly OrganizationInfo Only = new(1, "Imóveis Mais", "IMV", TimeZoneInfo.FindSystemTimeZoneById("Europe/Lisbon"));

    public ValueTask<OrganizationInfo?> FindAsync(long id, CancellationToken ct) => new(id == Only.Id ? Only : null);

    public ValueTask<OrganizationInfo?> FindByPrefixAsync(string prefix, CancellationToken ct) => new(prefix == Only.ReferencePrefix ? Only : null);
}

internal static class SessionCommands
{
    public static NpgsqlCommand Command(this DbSession session, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlCommand(sql, session.Connection, session.Transaction);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    public static async Task RunAsync(this DbSession session, string sql, CancellationToken ct, params object[] values)
    {
        await using var command = session.Command(sql, values);
        await command.ExecuteNonQueryAsync(ct);
    }
}
