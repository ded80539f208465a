using Aldrava.Accounts.Contracts;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aldrava.Crm.Bulk;

/// <summary>
/// POST /mobile/leads/import: takes leads from a CSV file, in one transaction, and reports what became of each line. <c>dry_run=true</c> writes nothing and
/// reports the same; <c>strict=true</c> writes nothing when a line has a fault.
/// </summary>
internal static class ImportLeads
{
    internal const long MaxBytes = 100 * 1024 * 1024;

    internal sealed record Options([FromQuery(Name = "dry_run")] bool? DryRun, [FromQuery(Name = "strict")] bool? Strict);

    internal static async Task<IResult> Handle(
        [AsParameters] Options options,
        CurrentUser user,
        IAgentDirectory agents,
        LeadImport import,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (!user.ManagesAll && user.AgentId is null)
            return Errors.Lead.AgentsOnly();
        var (file, refusal) = await CsvUpload.ReceiveAsync(http, ct);
        if (file is null)
            return refusal!;
        await using var _ = file;

        var byEmail = (await agents.ActiveAsync(ct)).Where(a => a.Email is not null).GroupBy(a => a.Email!, StringComparer.OrdinalIgnoreCase);
        using var lines = new LeadLines(
            file,
            http,
            byEmail.ToDictionary(a => a.Key, a => a.First().Id, StringComparer.OrdinalIgnoreCase),
            own: user.ManagesAll ? null : user.AgentId,
            fallback: user.AgentId
        );
        return await lines.ReadHeaderAsync(ct) ?? await import.RunAsync(lines, options.DryRun == true, options.Strict == true, http, ct);
    }
}

/// <summary>One import, from the lines to the report.</summary>
internal sealed class LeadImport(CrmDbContext db, DbSession session, CurrentUser user, IAuditLog audit, TimeProvider clock)
{
    public async Task<IResult> RunAsync(LeadLines lines, bool dryRun, bool strict, HttpContext http, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var table = new ImportTable(session);
        await using var work = await session.BeginAsync(ct);
        await table.CreateAsync(ct);
        await table.CopyAsync(lines.ReadAsync(ct), db.TenantId, now, ct);
        // Two imports of the same people follow each other: the second finds what the first wrote.
        await db.LockAsync($"crm.import:{db.TenantId}", ct);
        await table.JudgeAsync(db.TenantId, FieldErrors.Describe(http, "property_reference", "property_unknown"), ct);

        var totals = await table.TotalsAsync(ct);
        if (totals.Lines == 0)
            return Errors.Import.Empty();
        var writes = !dryRun && !(strict && totals.Invalid > 0);
        if (writes && totals.Created > 0)
            await WriteAsync(table, totals, now, ct);
        if (writes)
            await audit.WriteAsync("leads.imported", $"organization:{db.TenantId}", totals, ct);

        var report = new SpooledReport();
        http.Response.RegisterForDisposeAsync(report);
        await report.WriteAsync(new ImportReport(dryRun, writes, totals, lines.Columns.Ignored, []), table, user.SeesAll ? null : user.AgentId, ct);
        if (writes)
            await work.CommitAsync(ct);
        return report;
    }

    private async Task WriteAsync(ImportTable table, ImportTotals totals, DateTimeOffset now, CancellationToken ct)
    {
        await table.WriteAsync(db.TenantId, user, now, totals.Created, ct);
        await table.NameNewLeadsAsync(ct);
        foreach (var (agentId, count) in await table.PerAgentAsync(ct))
            db.Publish(new LeadsImported(db.TenantId, agentId, count, user.UserId, now));
        await db.SaveChangesAsync(ct);
    }
}
