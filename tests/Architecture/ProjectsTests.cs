using System.Reflection;
using System.Xml.Linq;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Architecture;

public sealed class ProjectsTests(WholeApp whole)
{
    private const int LongestFile = 300;

    /// <summary>What each project may name, straight or through what it names (docs/architecture.md).</summary>
    private static readonly Dictionary<string, string[]> Graph = new()
    {
        ["Platform"] = [],
        ["Accounts"] = ["Platform"],
        ["Media"] = ["Platform"],
        ["Realtime"] = ["Accounts", "Platform"],
        ["Crm"] = ["Realtime", "Accounts", "Media", "Platform"],
        ["Inbox"] = ["Realtime", "Accounts", "Media", "Platform"],
        ["Flows"] = ["Crm", "Inbox", "Realtime", "Accounts", "Media", "Platform"],
        ["Server"] = ["Flows", "Crm", "Inbox", "Realtime", "Accounts", "Media", "Platform"],
    };

    private static IEnumerable<string> SourceFiles => Directory.EnumerateFiles(Repository.PathOf("src"), "*", SearchOption.AllDirectories).Where(IsSource);

    [Fact]
    public void References_run_one_way()
    {
        var projects = Directory
            .EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetFileNameWithoutExtension(f)!, ReferencesOf);

        projects.Keys.ShouldBe(Graph.Keys, ignoreOrder: true, "A new project needs its place in this graph and in docs/architecture.md.");
        foreach (var (project, references) in projects)
            references
                .Except(Graph[project])
                .ShouldBeEmpty($"{project} must not know them; down the graph a module calls another's Contracts, up the graph it publishes an event");
    }

    [Fact]
    public async Task A_module_shows_its_door_its_contracts_and_its_records_and_nothing_else()
    {
        var records = (await BodiesAsync()).ToHashSet();
        var modules = Graph.Keys.Except(["Platform", "Server"]).Select(name => Assembly.Load($"Aldrava.{name}"));

        var shown =
            from module in modules
            from type in module.GetExportedTypes()
            where !IsDoor(type) && !IsContract(type) && !records.Contains(type)
            select type.FullName;

        shown.ShouldBeEmpty("Make them internal, or move them to Contracts/ when another module needs them.");
    }

    [Fact]
    public void Down_the_graph_a_module_uses_only_contracts()
    {
        // internal keeps modules apart; the one way around it would be to open an assembly to another module.
        var friends =
            from name in Graph.Keys.Except(["Server"])
            from friend in Assembly.Load($"Aldrava.{name}").GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>()
            // A benchmark measures the inside as tests do, and no module can refer to it.
            where friend.AssemblyName is not ("Aldrava.Tests" or "Aldrava.InboxBench")
            select $"{name} to {friend.AssemblyName}";

        friends.ShouldBeEmpty();
    }

    [Fact]
    public void No_source_file_is_longer_than_can_be_read_at_once()
    {
        var longFiles = SourceFiles
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal))
            .Select(f => (File: Path.GetRelativePath(Repository.Root, f), Lines: File.ReadLines(f).Count()));

        longFiles.Where(f => f.Lines > LongestFile).ShouldBeEmpty($"Over {LongestFile} lines: take it apart.");
    }

    [Fact]
    public void Migrations_are_numbered_without_gaps()
    {
        var folders = Directory
            .EnumerateDirectories(Repository.PathOf("src"))
            .Select(f => Path.Combine(f, "Data", "Migrations"))
            .Where(Directory.Exists)
            .ToList();

        folders.ShouldNotBeEmpty();
        foreach (var folder in folders)
        {
            var names = Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal).ToList();
            names.ShouldAllBe(n => System.Text.RegularExpressions.Regex.IsMatch(n, @"^\d{4}_[a-z0-9_]+\.sql$", default, TimeSpan.FromSeconds(1)), folder);
            names.Select(n => int.Parse(n[..4])).ShouldBe(Enumerable.Range(1, names.Count), $"{folder}: two branches may have taken the same number");
        }
    }

    private static bool IsSource(string file) => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal);

    private static string[] ReferencesOf(string project) =>
        [.. XDocument.Load(project).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value))];

    private static bool IsDoor(Type type) => type.Name.EndsWith("Module", StringComparison.Ordinal) && type is { IsAbstract: true, IsSealed: true };

    private static bool IsContract(Type type) => type.Namespace?.Split('.').Contains("Contracts") == true;

    /// <summary>What comes in and goes out as JSON, and the records inside them.</summary>
    private async Task<IEnumerable<Type>> BodiesAsync()
    {
        var found = new HashSet<Type>();
        foreach (var route in await whole.RoutesAsync())
        {
            if (route.RequestType is { } request)
                Collect(request, found);
            foreach (var answer in route.Metadata.OfType<Microsoft.AspNetCore.Http.Metadata.IProducesResponseTypeMetadata>())
                Collect(answer.Type, found);
        }
        return found;
    }

    private static void Collect(Type? type, HashSet<Type> found)
    {
        if (type is null || type.Namespace?.StartsWith("Aldrava", StringComparison.Ordinal) != true || !found.Add(type))
            return;
        foreach (
            var inner in type.GetProperties()
                .SelectMany(p => p.PropertyType.GenericTypeArguments.Append(p.PropertyType.GetElementType()).Append(p.PropertyType))
        )
            Collect(inner, found);
    }
}
