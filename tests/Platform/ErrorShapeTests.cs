using System.Net;
using Aldrava.Platform.Http;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Platform;

public sealed class ErrorShapeTests
{
    [Fact]
    public async Task Unknown_routes_and_wrong_methods_answer_in_the_one_shape_and_the_callers_language()
    {
        await using var app = await AldravaApp.StartAsync();
        using var client = app.Anonymous();

        var unknown = await client.GetAsync("/nothing/here", ("Accept-Language", "pt-BR,pt;q=0.9"));
        var wrong = await client.PostAsync("/health", body: null, ("Accept-Language", "en"));

        unknown.Expect(HttpStatusCode.NotFound).Error.ShouldBe("Not Found");
        unknown.Code.ShouldBe("request.unknown_route");
        wrong.Expect(HttpStatusCode.MethodNotAllowed).Error.ShouldBe("Method Not Allowed");
        wrong.Header("Allow").ShouldBe("GET");
        wrong.Message.ShouldBe("This address does not take that method.");
        foreach (var answer in (Answer[])[unknown, wrong])
        {
            answer.Json.EnumerateObject().Select(p => p.Name).ShouldBe(["error", "code", "message", "identifier", "details", "timestamp", "request_id"]);
            answer["request_id"].GetString().ShouldBe(answer.Header("X-Request-Id"));
            answer["timestamp"].GetString()!.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
        }
    }

    [Fact]
    public async Task Every_message_exists_in_every_language()
    {
        await using var app = await AldravaApp.StartAsync();
        var messages = app.Services.GetRequiredService<ErrorMessages>();

        var keys = Languages.All.ToDictionary(l => l.Name, l => messages.All(l).Select(m => m.Key).ToHashSet());

        keys["pt-PT"].ShouldNotBeEmpty();
        foreach (var language in Languages.All)
            keys[language.Name].ShouldBe(keys["pt-PT"], ignoreOrder: true, language.Name);
    }

    [Fact]
    public async Task Health_answers_and_says_so_when_the_database_is_gone()
    {
        await using var app = await AldravaApp.StartAsync();
        using var client = app.Anonymous();
        (await client.GetAsync("/health"))
            .Expect(HttpStatusCode.OK)
            .Text.ShouldBe("""{"status":"OK","database":"connected","message":"API is running correctly"}""");

        await app.LoseDatabaseAsync();

        var sick = (await client.GetAsync("/health")).Expect(HttpStatusCode.ServiceUnavailable);
        sick["status"].GetString().ShouldBe("ERROR");
        sick["database"].GetString().ShouldBe("disconnected");
    }
}
