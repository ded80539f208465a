using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Messages;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Npgsql;

namespace Aldrava.Inbox.Conversations;

/// <summary>Conversations as their readers see them: one description of the columns for the list and for a single one.</summary>
internal sealed class ConversationReader(NpgsqlDataSource dataSource, DbSession session, IUserDirectory users, ITemplateCatalog templates, TimeProvider clock)
{
    private const string From = "inbox.conversations c";

    // $1 is the organization and $2 the caller, in the list and in the single one alike.
    private const string Joins = """
        join inbox.contacts k on k.organization_id = c.organization_id and k.id = c.contact_id
        left join inbox.conversation_reads r on r.organization_id = c.organization_id and r.conversation_id = c.id and r.user_id = $2
        """;

    private static readonly RowShape<ConversationView> Row = new(
        "c",
        (nameof(ConversationView.WhatsappNumberId), "c.number_id"),
        (
            nameof(ConversationView.Contact),
            "json_build_object('id', k.id, 'name', coalesce(k.name, k.profile_name, k.username), 'phone', k.phone, 'wa_id', k.wa_id, 'username', k.username)"
        ),
        (
            nameof(ConversationView.Owner),
            "json_build_object('kind', case when c.assigned_to is not null then 'user' when c.bot_active then 'bot' else 'nobody' end, 'user_id', c.assigned_to)"
        ),
        (nameof(ConversationView.UnreadCount), "greatest(c.inbound_count - coalesce(r.inbound_count, 0), 0)"),
        (nameof(ConversationView.WindowExpiresAt), "c.last_inbound_at + interval '24 hours'"),
        (nameof(ConversationView.CanSendFreeText), "false"),
        (nameof(ConversationView.SuggestedTemplates), "null::text")
    );

    private static readonly string One = $"select {Row.Columns} from {From} {Joins} where c.organization_id = $1 and c.id = $3";

    /// <summary>What a caller may see; narrowed down further by whoever asks.</summary>
    public static SqlList<ConversationView> ListFor(CurrentUser user)
    {
        var list = new SqlList<ConversationView>(Row, From, Joins).Where("c.organization_id = ?", user.OrganizationId).OrderBy("c.last_message_at desc, c.id");
        // One that was merged into another is seen as that.
        return user.SeesAll
            // Everything; the caller is named for what they have read.
            ? list.Where("?::bigint is not null and c.merged_into_id is null", user.UserId)
            : list.Where(
                """
                c.merged_into_id is null and (c.assigned_to is null or c.assigned_to = ? or c.department_id in (
                  select d.department_id from inbox.department_members d where d.organization_id = $1 and d.user_id = ?))
                """,
                user.UserId
            );
    }

    /// <summary>A page and the total, in one round trip.</summary>
    public async Task<(long Total, IReadOnlyList<ConversationView> Rows)> ReadAsync(SqlList<ConversationView> list, Slice slice, CancellationToken ct)
    {
        var (total, rows) = await list.ReadAsync(dataSource, slice.Skip, slice.Limit, ct);
        return (total, await CompleteAsync(rows, ct));
    }

    /// <summary>One that the caller was found to see, as it stands in the open transaction.</summary>
    public async Task<ConversationView> ShowAsync(Guid id, CurrentUser user, CancellationToken ct)
    {
        List<ConversationView> rows;
        await using (await session.OpenAsync(ct))
        {
            await using var command = new NpgsqlCommand(One, session.Connection, session.Transaction);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = user.OrganizationId });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = user.UserId });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
            await using var reader = await command.ExecuteReaderAsync(ct);
            rows = await Row.ReadAllAsync(reader, ct);
        }
        var view = (await CompleteAsync(rows, ct))[0];
        return view with { SuggestedTemplates = await templates.ApprovedAsync(view.WhatsappNumberId, ct) };
    }

    private async Task<IReadOnlyList<ConversationView>> CompleteAsync(List<ConversationView> rows, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var people = await users.FindAsync([.. rows.Select(r => r.AssignedTo).OfType<long>().Distinct()], ct);
        var names = people.ToDictionary(p => p.Id, p => p.Name);
        return
        [
            .. rows.Select(r =>
                r with
                {
                    CanSendFreeText = r.WindowExpiresAt > now,
                    Owner = r.AssignedTo is { } id ? r.Owner with { Name = names.GetValueOrDefault(id) } : r.Owner,
                }
            ),
        ];
    }
}
