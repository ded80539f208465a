using System.Text.Json;
using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Tests.Inbox.WhatsApp;

/// <summary>Where test data lies: fixtures in the repository, and the folder of real-shaped bodies beside it, when there is one.</summary>
internal static class TestFiles
{
    private static readonly string s_root = FindRoot();

    internal static byte[] Fixture(string name) => File.ReadAllBytes(Path.Combine(s_root, "tests", "Fixtures", "whatsapp", name + ".json"));

    internal static IReadOnlyList<string> FixtureNames() =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(s_root, "tests", "Fixtures", "whatsapp"), "*.json")
                .Select(file => Path.GetFileNameWithoutExtension(file)!)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Skips the running test when the repository stands alone.</summary>
    internal static IReadOnlyList<string> Shared(string folder, string pattern)
    {
        var shared = Environment.GetEnvironmentVariable("ALDRAVA_SHARED") ?? Path.Combine(s_root, "..", "shared");
        var path = Path.Combine(shared, folder);
        Assert.SkipUnless(Directory.Exists(path), "The shared test data is not beside the repository.");
        return [.. Directory.EnumerateFiles(path, pattern).Order(StringComparer.Ordinal)];
    }

    internal static JsonElement SharedTable(string folder, string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Shared(folder, name).Single()));
        return document.RootElement.Clone();
    }

    internal static JsonElement Json(string text) => Json(System.Text.Encoding.UTF8.GetBytes(text));

    internal static JsonElement Json(byte[] bytes)
    {
        using var document = JsonText.TryParse(bytes).ShouldNotBeNull();
        return document.RootElement.Clone();
    }

    internal static WebhookUpdate Only(string fixture) => WebhookParser.Split(Fixture(fixture)).Updates.ShouldHaveSingleItem();

    internal static InboundMessage Message(string fixture)
    {
        var update = Only(fixture);
        update.Kind.ShouldBe(WebhookKind.Message);
        return InboundMessage.Parse(Json(update.Json));
    }

    internal static StatusUpdate Status(string fixture)
    {
        var update = Only(fixture);
        update.Kind.ShouldBe(WebhookKind.Status);
        return StatusUpdate.Parse(Json(update.Json));
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Aldrava.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The tests run outside the repository.");
    }
}
