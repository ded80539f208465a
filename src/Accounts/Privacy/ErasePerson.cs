using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Contracts;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Accounts.Privacy;

/// <summary>POST /api/privacy/erase: takes one person out of everything that is kept, for good; the rows stay, without them, so that counts stay right.</summary>
internal static class ErasePerson
{
    public sealed record Request(
        [StringLength(254)] string? Email = null,
        [StringLength(40)] string? Phone = null,
        long? LeadId = null,
        bool Linked = true,
        bool Confirm = false
    ) : IRequestBody, IPersonRequest
    {
        public static Request Example => new("marta.figueiredo@example.pt", Confirm: true);

        IEnumerable<(string Field, string Type)> IRequestBody.Faults() => ((IPersonRequest)this).Missing();
    }

    /// <param name="LeadIds">The leads they were.</param>
    /// <param name="Erased">How many rows of each kind.</param>
    internal sealed record Answer(bool Success, IReadOnlyList<long> LeadIds, IReadOnlyList<ErasedRows> Erased)
    {
        public static Answer Example => new(Success: true, [128], [ErasedRows.Example, new ErasedRows("messages", 14)]);
    }

    internal sealed record ErasedRows(string Kind, int Count)
    {
        public static ErasedRows Example => new("leads", 1);
    }

    internal static async Task<IResult> Handle(
        Request request,
        CurrentUser user,
        FindPerson find,
        IEnumerable<IPersonalData> modules,
        ErrorMessages messages,
        IOrganizations organizations,
        IAuditLog audit,
        DbSession session,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (!request.Confirm)
            return Errors.Privacy.NotConfirmed();
        await using var work = await session.BeginAsync(ct);
        var (person, refusal) = await find.FindAsync(request, ct);
        if (person is null)
            return refusal!;

        var language = (await organizations.FindAsync(user.OrganizationId, ct))!.Language();
        var erasure = new Erasure(messages.Get("privacy.erased_name", language), messages.Get("privacy.erased_text", language), clock.GetUtcNow());
        var erased = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var module in modules)
        {
            foreach (var (kind, count) in await module.EraseAsync(person, erasure, ct))
                erased[kind] = erased.GetValueOrDefault(kind) + count;
        }
        await audit.WriteAsync("person.erased", FindPerson.Subject(person), new { Keys = FindPerson.Traces(request, person), Erased = erased }, ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(new Answer(Success: true, [.. person.LeadIds], [.. erased.Select(e => new ErasedRows(e.Key, e.Value))]));
    }
}
