using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using Aldrava.Crm.Contracts;
using Aldrava.Crm.Leads;
using Aldrava.Platform.Http;
using Aldrava.Platform.Text;

namespace Aldrava.Crm.Bulk;

/// <summary>Reads the leads of a CSV file, one at a time, each held to what <c>POST /mobile/leads</c> asks for.</summary>
/// <param name="agents">Agents by e-mail address.</param>
/// <param name="own">Whose all leads become; null when each line may say it.</param>
/// <param name="fallback">Whose a lead becomes whose line says nobody.</param>
internal sealed class LeadLines(CsvUpload file, HttpContext http, IReadOnlyDictionary<string, long> agents, long? own, long? fallback) : IDisposable
{
    internal const int MaxLines = 200_000;
    private static readonly EmailAddressAttribute EmailAddress = new();

    private readonly StreamReader _text = file.Read();
    private CsvReader? _csv;

    public LeadColumns Columns { get; } = new();

    /// <summary>Reads the header; null when leads can be read with it.</summary>
    public async Task<Error?> ReadHeaderAsync(CancellationToken ct)
    {
        _csv = new CsvReader(_text, file.Separator);
        do
        {
            if (!await NextAsync(ct))
                return Errors.Import.Empty();
        } while (IsBlank());
        for (var i = 0; i < _csv.Fields.Count; i++)
            Columns.Add(i, _csv.Fields[i]);
        return Columns.Has(LeadColumn.Name) ? null : Errors.Import.NoName(Columns.Ignored);
    }

    public async IAsyncEnumerable<LeadLine> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var count = 0;
        while (await NextAsync(ct))
        {
            if (IsBlank())
                continue;
            if (++count > MaxLines)
                throw new RuleBrokenException(Errors.Import.TooManyLines(MaxLines));
            yield return Read(_csv!.Line);
        }
    }

    public void Dispose() => _text.Dispose();

    private async ValueTask<bool> NextAsync(CancellationToken ct)
    {
        try
        {
            return await _csv!.ReadAsync(ct);
        }
        catch (CsvTooLongException endless)
        {
            throw new RuleBrokenException(Errors.Import.Malformed(endless.Line));
        }
    }

    private bool IsBlank() => _csv!.Fields.All(string.IsNullOrWhiteSpace);

    private LeadLine Read(int number)
    {
        var faults = new List<FieldError>();
        var name = Text(LeadColumn.Name, LeadLimits.Name, faults);
        if (name is null && faults.Count == 0)
            faults.Add(Fault("name", "missing"));
        var email = Text(LeadColumn.Email, LeadLimits.Email, faults);
        if (email is not null && !EmailAddress.IsValid(email))
            faults.Add(Fault("email", "email"));
        var facts = new LeadFacts(name ?? "")
        {
            Email = email,
            Phone = Text(LeadColumn.Phone, LeadLimits.Phone, faults),
            Source = Text(LeadColumn.Source, LeadLimits.Source, faults),
            Notes = Text(LeadColumn.Notes, LeadLimits.Notes, faults),
            Budget = Budget(faults),
            Wishes = ImportedWishes.Read(Raw),
        };
        return new LeadLine(number, facts)
        {
            Status = Status(faults),
            PropertyReference = Text(LeadColumn.PropertyReference, LeadLimits.Source, faults),
            AgentId = Agent(faults),
            Faults = faults,
        };
    }

    private LeadStatus Status(List<FieldError> faults)
    {
        if (Raw(LeadColumn.Status) is not { } text)
            return LeadStatus.New;
        if (LeadWords.Status(text) is { } status)
            return status;
        faults.Add(Fault("status", "enum"));
        return LeadStatus.New;
    }

    private long? Agent(List<FieldError> faults)
    {
        if (own is not null || Raw(LeadColumn.Agent) is not { } email)
            return own ?? fallback;
        if (agents.TryGetValue(email, out var agent))
            return agent;
        faults.Add(Fault("agent", "agent_unknown"));
        return null;
    }

    private decimal? Budget(List<FieldError> faults)
    {
        if (Raw(LeadColumn.Budget) is not { } text)
            return null;
        if (!Numbers.TryParse(text, out var budget))
            faults.Add(Fault("budget", "float_type"));
        else if (budget < 0)
            faults.Add(Fault("budget", "greater_than_equal", 0));
        else if (budget > LeadLimits.MaxBudget)
            faults.Add(Fault("budget", "less_than_equal", LeadLimits.MaxBudget));
        return budget;
    }

    private string? Text(LeadColumn column, int longest, List<FieldError> faults)
    {
        if (Raw(column) is not { } text)
            return null;
        if (text.Length > longest)
            faults.Add(Fault(Name(column), "string_too_long", longest));
        else if (text.Contains('\0', StringComparison.Ordinal))
            faults.Add(Fault(Name(column), "string_nul"));
        return text;
    }

    private string? Raw(LeadColumn column)
    {
        foreach (var position in Columns.Of(column))
        {
            if (position < _csv!.Fields.Count && CsvText.Unguard(_csv.Fields[position]).Trim() is { Length: > 0 } text)
                return text;
        }
        return null;
    }

    private static string Name(LeadColumn column) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(column.ToString());

    private FieldError Fault(string field, string type, params object[] arguments) => FieldErrors.Describe(http, field, type, arguments);
}
