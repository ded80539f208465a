using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aldrava.Platform.Http;
using Aldrava.Server;
using Aldrava.Server.OpenApi;
using Aldrava.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Architecture;

public sealed class OpenApiTests(WholeApp whole)
{
    private const string Renew = "openapi.json is not what the routes say. Renew it with ./dev openapi and look at the difference.";

    /// <summary>Routes that the document leaves out, and why.</summary>
    private static readonly Dictionary<string, string> Undocumented = new()
    {
        ["GET /openapi.json"] = "The document itself",
        ["HEAD /media/{name}"] = "The same as GET, without the content",
        ["CONNECT /mobile/ws"] = "WebSockets over HTTP/2: the same as GET, and OpenAPI knows no CONNECT",
    };

    [Fact]
    public async Task The_committed_document_is_what_the_server_says_and_what_the_verb_prints()
    {
        var committed = await File.ReadAllTextAsync(Repository.PathOf("openapi.json"));

        (await ServedAsync()).ShouldBe(committed, Renew);
        await using var unstarted = AldravaHost.Build(new HostSetup { Database = "Host=unused" });
        (await unstarted.Services.GetRequiredService<ApiDocument>().TextAsync()).ShouldBe(committed, Renew);
    }

    [Fact]
    public async Task The_document_is_the_same_in_development()
    {
        await using var development = AldravaHost.Build(
            new HostSetup
            {
                Database = "Host=unused",
                Settings = new Dictionary<string, string?> { ["ENVIRONMENT"] = "development" },
            }
        );

        var text = await development.Services.GetRequiredService<ApiDocument>().TextAsync();

        text.ShouldBe(await ServedAsync(), "Routes of development only are .ExcludeFromDescription().");
    }

    [Fact]
    public async Task Every_route_is_documented_and_nothing_else()
    {
        var document = await DocumentAsync();
        var routes = await whole.RoutesAsync();

        var documented = document.Operations().Select(o => o.Name).ToList();

        documented.ShouldBe(routes.Where(r => r.IsDocumented).Select(r => $"{r.Method} {r.Path}"), ignoreOrder: true);
        routes.Where(r => !r.IsDocumented).Select(r => $"{r.Method} {r.Path}").ShouldBe(Undocumented.Keys, ignoreOrder: true);
    }

    [Fact]
    public async Task Every_operation_says_what_it_does_and_what_it_answers()
    {
        var operations = (await DocumentAsync()).Operations().ToList();

        foreach (var (name, operation) in operations)
        {
            operation["summary"]?.GetValue<string>().ShouldNotBeNullOrWhiteSpace($"{name}: its feature class needs a <summary>");
            operation["summary"].ShouldNotBeNull($"{name}: its feature class needs a <summary>");
            operation["tags"]?.AsArray().Count.ShouldBe(1, $"{name}: its group needs .WithTags");
            operation["responses"]!.AsObject().Select(r => r.Key).ShouldContain(status => status[0] < '3', $"{name}: .Returns<T>() is missing");
        }
        operations.Select(o => o.Operation["operationId"]?.GetValue<string>()).ShouldBeUnique();
    }

    [Fact]
    public async Task Every_record_has_an_example_that_is_what_its_schema_says()
    {
        var document = await DocumentAsync();
        var check = new SchemaCheck(document.Root);

        foreach (var (name, operation) in document.Operations())
        {
            foreach (var schema in Documents.Bodies(operation))
            {
                if (check.Named(schema) is not { } record)
                    continue;
                var examples = check.Resolve(schema)["examples"]?.AsArray();
                examples.ShouldNotBeNull($"{name}: {record} needs public static {record} Example");
                foreach (var example in examples)
                    check.Faults(example, schema, record).ShouldBeEmpty(name);
            }
        }
        check.Dangling().ShouldBeEmpty();
        check.Vague().ShouldBeEmpty("The document does not say what they hold: teach DescribeSchema the type.");
    }

    [Fact]
    public async Task Every_example_of_a_request_passes_our_own_checks_and_reads_back_as_it_was()
    {
        var app = await whole.AppAsync();
        foreach (var type in (await whole.RoutesAsync()).Select(r => r.RequestType).OfType<Type>().Distinct())
        {
            var example = type.GetProperty("Example")?.GetValue(null);
            example.ShouldNotBeNull($"{type} needs an Example");
            var http = new DefaultHttpContext { RequestServices = app.Services };

            var verdict = await RequestValidation.Filter(
                EndpointFilterInvocationContext.Create(http, (IRequestBody)example),
                _ => ValueTask.FromResult<object?>("good")
            );

            verdict.ShouldBe("good", type.FullName);
            var json = JsonSerializer.Serialize(example, type, Json.Options);
            JsonSerializer.Serialize(JsonSerializer.Deserialize(json, type, Json.Options), type, Json.Options).ShouldBe(json);
        }
    }

    [Fact]
    public async Task Every_answer_is_a_record_with_an_example()
    {
        var answers = (await whole.RoutesAsync())
            .Where(r => r.IsDocumented)
            .SelectMany(r => r.Metadata.OfType<IProducesResponseTypeMetadata>())
            .Select(m => Element(m.Type))
            .OfType<Type>();

        answers.Distinct().Where(t => t != typeof(void) && t != typeof(string) && t.GetProperty("Example") is null).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_error_code_it_names_exists()
    {
        var codes = (await DocumentAsync())
            .Operations()
            .SelectMany(o => o.Operation["responses"]!.AsObject().Where(r => r.Key[0] >= '4').Select(r => r.Value!["description"]!.GetValue<string>()))
            .SelectMany(d => d.Split('`').Where((_, i) => i % 2 == 1))
            .Distinct();

        codes.Except(ErrorCatalogueTests.Entries().Select(e => e.Code)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/docs")]
    [InlineData("/docs/")]
    public async Task Swagger_ui_opens_with_and_without_a_trailing_slash(string path)
    {
        using var client = (await whole.AppAsync()).Anonymous();

        (await client.GetAsync(path)).Header("Location").ShouldBe("/docs/index.html");
        (await client.GetAsync("/docs/index.html")).Text.ShouldContain("swagger-ui");
        (await client.GetAsync("/docs/swagger-ui-bundle.js")).Body.Length.ShouldBeGreaterThan(100_000);
    }

    private static Type? Element(Type? type) =>
        type is not null && type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)) ? type.GetElementType() ?? type.GenericTypeArguments[0] : type;

    private async Task<string> ServedAsync()
    {
        using var client = (await whole.AppAsync()).Anonymous();
        var answer = await client.GetAsync("/openapi.json");
        answer.Header("Content-Type").ShouldBe("application/json; charset=utf-8");
        return answer.Text;
    }

    private async Task<Documents> DocumentAsync() => new(JsonNode.Parse(await ServedAsync())!);
}
