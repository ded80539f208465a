using System.Globalization;
using System.Reflection;
using System.Text;
using Aldrava.Platform.Http;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Architecture;

/// <summary>The error catalogue: the code, the resources and docs/errors.md say the same.</summary>
public sealed class ErrorCatalogueTests(WholeApp whole)
{
    private const string RenewVariable = "ALDRAVA_RENEW";
    private const string Renew = $"docs/errors.md is not what the code says. Renew it with {RenewVariable}=1 ./dev test --filter ErrorCatalogueTests";

    /// <summary>Sentences that are no error codes: for fields of a 422, for good answers, for the closing of sockets.</summary>
    private static readonly string[] OtherMessages =
    [
        "field.",
        "flow_fault.",
        "message.",
        "realtime.close.",
        "lead.unnamed",
        "listing.",
        "slot.",
        "visit.property_unknown",
        "visit_reminder.",
        "activity.",
        "csv.",
        "match.",
        "privacy.erased_",
        "privacy.readme",
        "graph.",
    ];

    internal sealed record Entry(string Code, int Status, string Title);

    /// <summary>Every error of every catalogue, by calling its factories with whatever they want.</summary>
    internal static IReadOnlyList<Entry> Entries()
    {
        var catalogues =
            // By their files: which of them are loaded already depends on what ran before.
            from name in Directory.EnumerateFiles(AppContext.BaseDirectory, "Aldrava.*.dll").Select(f => Path.GetFileNameWithoutExtension(f))
            where name != "Aldrava.Tests"
            let assembly = Assembly.Load(name)
            from type in assembly.GetTypes()
            where type.Name == "Errors" && type.DeclaringType is null
            from place in type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Append(type)
            from factory in place.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly)
            where factory.ReturnType == typeof(Error)
            select (Error)factory.Invoke(null, [.. factory.GetParameters().Select(Anything)])!;
        return
        [
            .. catalogues
                .Append(Error.Validation([]))
                .Select(e => new Entry(e.Code, e.Status, e.Title))
                .Distinct()
                .OrderBy(e => e.Code, StringComparer.Ordinal),
        ];
    }

    [Fact]
    public void A_code_always_has_the_same_status_and_class() => Entries().Select(e => e.Code).ShouldBeUnique();

    [Fact]
    public async Task Every_code_has_its_message_and_every_message_its_code()
    {
        var codes = Entries().Select(e => e.Code).ToList();
        var messages = (await MessagesAsync()).Keys;

        codes.Except(messages).ShouldBeEmpty("Put the message in the module's Resources, in all three languages.");
        messages.Where(m => !OtherMessages.Any(m.StartsWith)).Except(codes).ShouldBeEmpty("No Errors class makes this code.");
    }

    [Fact]
    public async Task A_message_has_the_same_placeholders_in_every_language()
    {
        var messages = (await whole.AppAsync()).Services.GetRequiredService<ErrorMessages>();
        var all = Languages.All.SelectMany(l => messages.All(l).Select(m => (m.Key, Count: m.Text.Count(c => c == '{'))));

        all.GroupBy(m => m.Key).Where(g => g.Select(m => m.Count).Distinct().Count() > 1).Select(g => g.Key).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_documented_list_is_complete()
    {
        var file = Repository.PathOf("docs", "errors.md");
        var page = Page(await MessagesAsync());

        if (Environment.GetEnvironmentVariable(RenewVariable) == "1")
            await File.WriteAllTextAsync(file, page);

        (await File.ReadAllTextAsync(file)).ShouldBe(page, Renew);
    }

    private async Task<Dictionary<string, string>> MessagesAsync() =>
        (await whole.AppAsync()).Services.GetRequiredService<ErrorMessages>().All(Languages.Default).ToDictionary(m => m.Key, m => m.Text);

    private static object? Anything(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(string))
            return "x";
        if (type == typeof(object))
            return 1L;
        if (type.IsArray)
            return Array.CreateInstance(type.GetElementType()!, 0);
        return type.IsValueType ? Activator.CreateInstance(type) : null;
    }

    private static string Page(Dictionary<string, string> messages)
    {
        var page = new StringBuilder(
            """
            # Errors

            Every failure has one shape, whatever the route and the status:

            ```json
            { "error": "Not Found", "code": "property.not_found", "message": "Propriedade não encontrada.", "identifier": 999999,
              "details": null, "timestamp": "2026-03-10T09:00:00.000Z", "request_id": "0HN7GLP5Q2J1K:00000001" }
            ```

            - `code` is what a program goes by: it never changes, in no language. `error` is the fixed name of its class, `message` a sentence for a person, in the language of `Accept-Language` (`pt-PT`, `pt-BR`, `en`).
            - `identifier` names the record that is meant, `details` what is in the way: for `validation.failed` the fields, `[{"field": "body.name", "message": "…", "type": "missing"}]`.
            - `request_id` is the `X-Request-Id` of the answer and stands in the log.
            - 429 and 503 come with `Retry-After`, 405 with `Allow`, 401 with `WWW-Authenticate: Bearer`.

            This page is written by a test from the code and its resource files. `{0}` stands for a value.

            """.ReplaceLineEndings("\n")
        );
        foreach (var area in Entries().GroupBy(e => e.Code.Split('.')[0]).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {area.Key}\n\n| code | status | `error` | message (pt-PT) |\n|---|---|---|---|\n");
            foreach (var entry in area)
                page.Append(CultureInfo.InvariantCulture, $"| `{entry.Code}` | {entry.Status} | {entry.Title} | {messages.GetValueOrDefault(entry.Code)} |\n");
        }
        page.Append("\n## Bad fields\n\nThe `type` of each entry in the `details` of `validation.failed`.\n\n| type | message (pt-PT) |\n|---|---|\n");
        foreach (var (key, text) in messages.Where(m => m.Key.StartsWith("field.", StringComparison.Ordinal)).OrderBy(m => m.Key, StringComparer.Ordinal))
            page.Append(CultureInfo.InvariantCulture, $"| `{key["field.".Length..]}` | {text} |\n");
        return page.ToString();
    }
}
