using System.Net;
using Aldrava.Tests.Architecture;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Fuzz;

/// <summary>Two agencies with records of every kind, and the people who send nonsense in their name.</summary>
internal sealed class Cast : IDisposable
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static int _agencies;

    private Cast(AgencyRecords ours, AgencyRecords theirs, Person[] people, string picture) =>
        (Ours, Theirs, People, Picture) = (ours, theirs, people, picture);

    public AgencyRecords Ours { get; }

    public AgencyRecords Theirs { get; }

    /// <summary>The agent, the administrator, a colleague, a viewer, somebody without an agent profile, and the agent of the other agency.</summary>
    public IReadOnlyList<Person> People { get; }

    /// <summary>Where a picture of one of our listings is served.</summary>
    public string Picture { get; }

    public static async Task<Cast> HireAsync(AldravaApp app)
    {
        var ours = await AgencyRecords.MakeAsync(app, NextPrefix());
        var theirs = await AgencyRecords.MakeAsync(app, NextPrefix());
        var colleague = await ours.Agency.AgentAsync("Rui Lopes");
        var viewer = await ours.Agency.ViewerAsync();
        var withoutAgent = await ours.Agency.AgentAsync("Zé Ninguém", withProfile: false);
        return new Cast(ours, theirs, [ours.Agent, ours.Admin, colleague, viewer, withoutAgent, theirs.Agent], await UploadAsync(app, ours));
    }

    /// <summary>Everything these people sign in with.</summary>
    public IEnumerable<string> Secrets() => People.Append(Theirs.Admin).SelectMany(p => (string[])[p.Token, p.RefreshToken]);

    public void Dispose()
    {
        foreach (var person in People.Append(Theirs.Admin))
            person.Dispose();
    }

    private static async Task<string> UploadAsync(AldravaApp app, AgencyRecords records)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(OddFiles.Png), "files", "a.png" } };
        // Another listing than the one of the records: whoever names all photos of that goes on naming all.
        var listing = (await records.Agent.Http.PostAsync("/mobile/properties", new { title = records.Mark })).Expect(HttpStatusCode.Created)["id"].GetInt64();
        var path = $"/mobile/properties/{listing}/photos/upload";
        var answer = (await records.Agent.Http.SendAsync(HttpMethod.Post, path, form)).Expect(HttpStatusCode.OK);
        return new Uri(app.Address, answer["urls"][0].GetString()).AbsolutePath;
    }

    private static string NextPrefix()
    {
        var text = "";
        for (var number = Interlocked.Increment(ref _agencies); number > 0; number /= Digits.Length)
            text = Digits[number % Digits.Length] + text;
        return "F" + text.PadLeft(4, '0');
    }
}
