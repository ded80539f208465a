using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Aldrava.Server.OpenApi;

/// <summary>The doc comments of the modules, from the XML files beside the assemblies.</summary>
internal static partial class Comments
{
    private static readonly ConcurrentDictionary<System.Reflection.Assembly, Dictionary<string, string>> Files = new();

    public static string? SummaryOf(Type type) => Files.GetOrAdd(type.Assembly, Read).GetValueOrDefault($"T:{type.FullName?.Replace('+', '.')}");

    private static Dictionary<string, string> Read(System.Reflection.Assembly assembly)
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml");
        if (!File.Exists(file))
            return [];
        return XDocument
            .Load(file)
            .Descendants("member")
            .Where(m => m.Element("summary") is not null)
            .ToDictionary(m => m.Attribute("name")!.Value, m => Text(m.Element("summary")!), StringComparer.Ordinal);
    }

    // "POST /mobile/leads: takes in a lead." – the document shows method and path already.
    private static string Text(XElement summary)
    {
        var text = WhiteSpace().Replace(string.Concat(summary.Nodes().Select(Plain)), " ").Trim();
        var said = Route().Replace(text, "");
        return said.Length == 0 ? text : char.ToUpperInvariant(said[0]) + said[1..];
    }

    private static string Plain(XNode node) =>
        node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "see" } see => see.Attribute("cref")?.Value.Split('.')[^1] ?? "",
            XElement element => element.Value,
            _ => "",
        };

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"^(GET|POST|PUT|PATCH|DELETE)[^:]*:\s*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Route();
}
