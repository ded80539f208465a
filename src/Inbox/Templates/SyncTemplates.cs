using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Aldrava.Inbox.Data;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Templates;

/// <summary>POST /api/v1/templates/sync: reads all templates of a number's account from Meta. Those that Meta does not list any more are marked <c>VANISHED</c>.</summary>
internal static class SyncTemplates
{
    // Meta allows an account 6,000 templates.
    private const int MostPages = 100;

    public sealed record Request([Required] Guid? WhatsappNumberId) : IRequestBody
    {
        public static Request Example => new(new Guid("0199a000-0000-7000-8000-0000000000a1"));
    }

    public sealed record Answer(int Added, int Changed, int Vanished, int Total)
    {
        public static Answer Example => new(2, 1, 0, 14);
    }

    internal static async Task<IResult> Handle(
        Request request,
        HttpContext http,
        CurrentUser user,
        InboxDbContext db,
        DbSession session,
        TemplateAccounts accounts,
        GraphManagement graph,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var (account, missing) = await accounts.OfAsync(request.WhatsappNumberId!.Value, ct);
        if (account is null)
            return missing!;
        // All pages first: half a list would make the other half vanish.
        var listed = new List<JsonElement>();
        string? after = null;
        for (var page = 0; page < MostPages; page++)
        {
            var result = await graph.ListTemplatesAsync(account.Sender, account.Id, after, ct);
            if (result is GraphResult.Refused refused)
                return Errors.Graph.Refused(GraphErrorTexts.Of(refused.Code, refused.Details, Languages.Of(http)));
            if (result is not GraphResult.Done done)
                return Errors.Graph.NoAnswer();
            listed.AddRange(done.Body.Array("data").Items());
            var next = done.Body.Object("paging")?.Object("cursors").Text("after");
            if (next is null || next == after || !done.Body.Array("data").Items().Any() || done.Body.Object("paging").Text("next") is null)
                break;
            after = next;
        }
        await using var work = await session.BeginAsync(ct);
        var answer = await StoreAsync(db, user.OrganizationId, account.Id, listed, clock.GetUtcNow(), ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(answer);
    }

    private static async Task<Answer> StoreAsync(
        InboxDbContext db,
        long organizationId,
        string account,
        List<JsonElement> listed,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        // Two at once would both add the same: one waits for the other.
        await ApplyTemplateNews.HoldAsync(db, account, organizationId, ct);
        var known = await db.Templates.Where(t => t.BusinessAccountId == account).ToDictionaryAsync(t => (t.Name, t.Language), ct);
        var (added, changed) = (0, 0);
        var seen = new HashSet<(string, string)>();
        foreach (var item in listed)
        {
            if (item.Text("name") is not { } name || item.Text("language") is not { } language || !seen.Add((name, language)))
                continue;
            if (!known.TryGetValue((name, language), out var template))
            {
                db.Add(template = Born(organizationId, account, name, language, now));
                added++;
                Take(template, item);
                continue;
            }
            var entry = db.Entry(template);
            Take(template, item);
            if (entry.Properties.Any(p => p.IsModified))
            {
                template.UpdatedAt = now;
                changed++;
            }
        }
        var gone = known.Values.Where(t => !seen.Contains((t.Name, t.Language)) && t.Status != Template.Vanished).ToList();
        gone.ForEach(t => (t.Status, t.UpdatedAt) = (Template.Vanished, now));
        await db.SaveChangesAsync(ct);
        return new(added, changed, gone.Count, seen.Count);
    }

    internal static Template Born(long organizationId, string account, string name, string language, DateTimeOffset now) =>
        new()
        {
            Id = SequentialGuid.Next(now),
            OrganizationId = organizationId,
            BusinessAccountId = account,
            Name = name,
            Language = language,
            Category = "",
            Status = "",
            ParameterFormat = TemplateRules.Positional,
            Components = "[]",
            CreatedAt = now,
            UpdatedAt = now,
        };

    private static void Take(Template template, JsonElement item)
    {
        template.MetaId = item.Text("id") ?? template.MetaId;
        template.Category = item.Text("category") ?? template.Category;
        template.Status = item.Text("status") ?? template.Status;
        template.Quality = item.Object("quality_score").Text("score") ?? template.Quality;
        template.RejectedReason = item.Text("rejected_reason") is { } reason and not "NONE" ? reason : null;
        if (item.Array("components") is { } components)
        {
            if (!SameJson(template.Components, components))
                template.Components = components.GetRawText();
            template.ParameterFormat = item.Text("parameter_format") ?? TemplateRules.FormatOf(components);
        }
    }

    // The database gives jsonb back in its own spelling.
    private static bool SameJson(string stored, JsonElement listed) => JsonElement.DeepEquals(JsonSerializer.Deserialize<JsonElement>(stored), listed);
}
