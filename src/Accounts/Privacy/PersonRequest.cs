using System.Security.Cryptography;
using System.Text;
using Aldrava.Accounts.Contracts;
using Aldrava.Platform.Http;
using Aldrava.Platform.Text;

namespace Aldrava.Accounts.Privacy;

/// <summary>How somebody is named who asks for their data, or to be forgotten.</summary>
internal interface IPersonRequest
{
    string? Email { get; }

    string? Phone { get; }

    long? LeadId { get; }

    /// <summary>Whether what is found leads on to more: the lead's phone to another lead of that phone, and so on.</summary>
    bool Linked { get; }

    IEnumerable<(string Field, string Type)> Missing()
    {
        if (string.IsNullOrWhiteSpace(Email) && string.IsNullOrWhiteSpace(Phone) && LeadId is null)
            yield return ("email", "missing");
        if (!string.IsNullOrWhiteSpace(Phone) && PhoneNumbers.Key(Phone) is null)
            yield return ("phone", "phone");
    }
}

/// <summary>Finds everything a person is known by, over all modules.</summary>
internal sealed class FindPerson(IEnumerable<IPersonalData> modules)
{
    // A filler like info@example.pt that stands in hundreds of leads is nobody's address.
    internal const int MostLeads = 50;
    private const int MostRounds = 8;

    public async Task<(PersonKeys? Person, Error? Refusal)> FindAsync(IPersonRequest request, CancellationToken ct)
    {
        var person = new PersonKeys();
        person.AddEmail(request.Email);
        person.AddPhone(request.Phone);
        if (request.LeadId is { } leadId)
            person.LeadIds.Add(leadId);
        var known = -1;
        for (var round = 0; round < (request.Linked ? MostRounds : 1) && person.Size != known; round++)
        {
            known = person.Size;
            foreach (var module in modules)
                await module.FindAsync(person, ct);
            if (person.LeadIds.Count > MostLeads)
                return (null, Errors.Privacy.TooMany(person.LeadIds.Count));
        }
        return person.IsKnown ? (person, null) : (null, Errors.Privacy.PersonNotFound());
    }

    /// <summary>What the audit log keeps: who it was can be checked by who knows it, and is told to nobody.</summary>
    public static object Traces(IPersonRequest request, PersonKeys person) =>
        new
        {
            EmailSha256 = Hash(request.Email?.Trim().ToLowerInvariant()),
            PhoneSha256 = Hash(PhoneNumbers.Key(request.Phone)),
            LeadIds = person.LeadIds,
            person.ContactIds,
        };

    public static string Subject(PersonKeys person) => person.LeadIds.Count > 0 ? $"lead:{person.LeadIds.First()}" : $"contact:{person.ContactIds.First()}";

    private static string? Hash(string? key) => string.IsNullOrEmpty(key) ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
