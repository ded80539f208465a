using System.Globalization;
using System.Linq.Expressions;
using System.Text;
using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Crm.Leads;
using Aldrava.Crm.Listing;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Bulk;

/// <summary>GET /mobile/leads/export: the caller's leads as a CSV file that spreadsheets open and the import takes back; filtered like the list.</summary>
internal static class ExportLeads
{
    internal sealed record Filter(
        [FromQuery(Name = "status")] Choice<LeadStatus>? Status,
        [FromQuery(Name = "source")] string? Source,
        [FromQuery(Name = "search")] string? Search,
        [FromQuery(Name = "separator")] string? Separator
    );

    internal static async Task<IResult> Handle(
        [AsParameters] Filter filter,
        CurrentUser user,
        CrmDbContext db,
        IAgentDirectory agents,
        IAuditLog audit,
        TimeProvider clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (SeparatorOf(filter.Separator) is not { } separator)
            return FieldErrors.One(http, "query.separator", "enum");
        var found = db.Leads.AsNoTracking().VisibleTo(user);
        if (filter.Status is { Value: var status })
            found = found.Where(l => l.Status == status);
        if (!string.IsNullOrWhiteSpace(filter.Source))
            found = found.Where(l => l.Source == filter.Source);
        foreach (var word in SearchText.Words(filter.Search))
            found = found.Where(l => l.SearchText.Contains(word));

        var emails = (await agents.ActiveAsync(ct)).ToDictionary(a => a.Id, a => a.Email);
        var about = new
        {
            filter.Status,
            filter.Source,
            Searched = !string.IsNullOrWhiteSpace(filter.Search),
        };
        await audit.WriteAsync("leads.exported", $"organization:{user.OrganizationId}", about, ct);
        var name = $"leads-{LocalCalendar.Today(clock, user.TimeZone):yyyy-MM-dd}.csv";
        return new Csv(found.OrderByDescending(l => l.CreatedAt).ThenByDescending(l => l.Id).Select(LeadRow.Of), emails, separator, name);
    }

    private static char? SeparatorOf(string? asked) =>
        asked switch
        {
            null or "" or "," => ',',
            ";" => ';',
            "tab" or "\t" => '\t',
            _ => null,
        };

    /// <summary>What is read of a lead.</summary>
    private sealed record LeadRow(
        string Name,
        string? Email,
        string? Phone,
        string? Source,
        LeadStatus Status,
        decimal? Budget,
        string? PropertyReference,
        long? AgentId,
        System.Text.Json.JsonElement? Wishes,
        string? Notes,
        DateTimeOffset CreatedAt
    )
    {
        public static readonly Expression<Func<Lead, LeadRow>> Of = l => new LeadRow(
            l.Name,
            l.Email,
            l.Phone,
            l.Source,
            l.Status,
            l.Budget,
            l.Property!.Reference,
            l.AssignedAgentId,
            l.Wishes,
            l.Notes,
            l.CreatedAt
        );
    }

    /// <summary>Sends row after row as the database gives them.</summary>
    private sealed class Csv(IQueryable<LeadRow> leads, Dictionary<long, string?> agents, char separator, string name) : IResult
    {
        private const int CharactersAtOnce = 16 * 1024;
        private static readonly string[] Headers =
        [
            "name",
            "email",
            "phone",
            "source",
            "status",
            "budget",
            "property_reference",
            "agent",
            "business",
            "types",
            "typologies",
            "area_min",
            "places",
            "notes",
            "created_at",
        ];

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var ct = httpContext.RequestAborted;
            httpContext.Response.ContentType = "text/csv; charset=utf-8";
            httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
            httpContext.Response.Headers.CacheControl = "no-store";
            await using var text = new StreamWriter(
                httpContext.Response.Body,
                new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
                CharactersAtOnce,
                leaveOpen: true
            );
            var messages = httpContext.RequestServices.GetRequiredService<ErrorMessages>();
            var language = Languages.Of(httpContext);
            var line = new StringBuilder();
            Add(line, Headers.Select(h => messages.Get($"csv.{h}", language)));
            await text.WriteAsync(line, ct);
            await foreach (var lead in leads.AsAsyncEnumerable().WithCancellation(ct))
            {
                line.Clear();
                Add(line, Fields(lead));
                await text.WriteAsync(line, ct);
            }
        }

        private IEnumerable<string?> Fields(LeadRow lead)
        {
            var wishes = Wishes.Read(lead.Wishes);
            return
            [
                lead.Name,
                lead.Email,
                lead.Phone,
                lead.Source,
                Word(lead.Status),
                lead.Budget?.ToString("0.##", CultureInfo.InvariantCulture),
                lead.PropertyReference,
                lead.AgentId is { } agent ? agents.GetValueOrDefault(agent) : null,
                wishes.Business is { } business ? Word(business) : null,
                string.Join(", ", (wishes.Types ?? []).Select(Word)),
                string.Join(", ", wishes.Typologies ?? []),
                wishes.AreaMin?.ToString("0.##", CultureInfo.InvariantCulture),
                string.Join(", ", wishes.Places ?? []),
                lead.Notes,
                lead.CreatedAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ];
        }

        private static string Word<T>(T value)
            where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

        private void Add(StringBuilder line, IEnumerable<string?> fields)
        {
            var first = true;
            foreach (var field in fields)
            {
                if (!first)
                    line.Append(separator);
                first = false;
                CsvText.Append(line, field, separator);
            }
            line.Append("\r\n");
        }
    }
}
