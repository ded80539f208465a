using System.Net;
using Aldrava.Flows.ApiCalls;
using Aldrava.Flows.Engine;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Flows.Shell;

public sealed class ApiCallTests
{
    private static readonly Dictionary<string, string?> Local = new() { ["FLOWS_API_CALLS_ALLOW_PRIVATE"] = "true" };

    [Fact]
    public async Task A_run_waits_for_the_answer_and_goes_on_with_it_and_with_what_was_said_meanwhile()
    {
        await using var crm = await OtherSystem.StartAsync();
        await using var app = await TalkApp.StartAsync(Local);
        var talk = await BeginAsync(app, crm);
        crm.Hold();
        await app.PublishAsync(talk, "text", "Olá");
        await Eventually.BecomesTrueAsync(() => Task.FromResult(crm.Keys.Count == 1), "called");
        await app.HearAsync(talk, "Porto");
        (await app.SaidAsync(talk)).ShouldBeEmpty();
        crm.Release();
        await SaidAsync(app, talk, ["Olá, Rui. Onde?", "Porto!"]);
        crm.Keys.Count.ShouldBe(1);
        (await app.App.ScalarAsync<long>("select count(*) from flows.api_calls")).ShouldBe(0);
    }

    [Fact]
    public async Task What_fails_for_now_is_tried_again_under_the_same_key()
    {
        await using var crm = await OtherSystem.StartAsync();
        await using var app = await TalkApp.StartAsync(Local);
        crm.Next.Enqueue(500);
        crm.Next.Enqueue(429);
        var talk = await BeginAsync(app, crm);
        await app.HearAsync(talk, "Olá");
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                app.App.Clock.Advance(TimeSpan.FromSeconds(2));
                return (await app.SaidAsync(talk)).Count == 1;
            },
            "answered in the end"
        );
        (crm.Keys.Count, crm.Keys.Distinct(StringComparer.Ordinal).Count()).ShouldBe((3, 1));
    }

    [Theory]
    [InlineData(404, "Falhou 404")]
    [InlineData(302, "Falhou 302")]
    public async Task A_refusal_takes_the_way_for_it_and_no_redirect_is_followed(int status, string said)
    {
        await using var crm = await OtherSystem.StartAsync();
        await using var app = await TalkApp.StartAsync(Local);
        crm.Next.Enqueue(status);
        var talk = await BeginAsync(app, crm);
        await app.HearAsync(talk, "Olá");
        await SaidAsync(app, talk, [said]);
        crm.Keys.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Our_own_network_is_never_called()
    {
        await using var crm = await OtherSystem.StartAsync();
        await using var app = await TalkApp.StartAsync();
        foreach (var host in new[] { "127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]" })
        {
            var talk = await BeginAsync(app, crm, host);
            await app.HearAsync(talk, "Olá");
            await SaidAsync(app, talk, ["Falhou "]);
        }
        crm.Keys.ShouldBeEmpty();
        (await app.App.ScalarAsync<long>("select count(*) from flows.steps where error = 'api.address_refused'")).ShouldBe(4);
    }

    [Fact]
    public async Task A_name_that_leads_into_our_network_is_refused_and_a_server_that_hangs_is_given_up()
    {
        await using var crm = await OtherSystem.StartAsync();
        var call = new ApiRequest("GET", new SecretText([$"http://crm.example.pt:{crm.Port}/a"]), [], null, 1, 0, []);
        using var guarded = new ApiClient(new ApiCallOptions(false) { Resolve = (_, _) => Task.FromResult(new[] { IPAddress.Loopback }) });
        (await guarded.SendAsync(call, Guid.Empty, _ => "", CancellationToken.None)).Outcome.Failure.ShouldBe("api.address_refused");
        crm.Keys.ShouldBeEmpty();
        crm.Hold();
        using var open = new ApiClient(new ApiCallOptions(true) { Resolve = (_, _) => Task.FromResult(new[] { IPAddress.Loopback }) });
        var hung = await open.SendAsync(call, Guid.Empty, _ => "", CancellationToken.None);
        (hung.Outcome.Failure, hung.IsWorthAnother).ShouldBe(("api.timeout", true));
        crm.Release();
    }

    [Theory]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.31.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("::", false)]
    [InlineData("ff02::1", false)]
    [InlineData("8.8.8.8", true)]
    [InlineData("2a00:1450:4003:80a::200e", true)]
    public void Only_the_open_internet_is_public(string address, bool open) => PublicAddresses.IsPublic(IPAddress.Parse(address)).ShouldBe(open);

    private static Task SaidAsync(TalkApp app, Guid talk, string[] expected) =>
        Eventually.BecomesTrueAsync(async () => (await app.SaidAsync(talk)).SequenceEqual(expected, StringComparer.Ordinal), string.Join('|', expected));

    private static async Task<Guid> BeginAsync(TalkApp app, OtherSystem crm, string host = "127.0.0.1")
    {
        var canvas = new Engine.Canvas()
            .Node("a", "api_call", $$"""{"url":"http://{{host}}:{{crm.Port}}/a","retries":2,"response":[{"variable":"who","path":"people[0].name"}]}""")
            .Node("q", "question", """{"text":"Olá, {{who}}. Onde?","variable":"where"}""")
            .Node("end", "end", """{"text":"{{where}}!"}""")
            .Node("failed", "end", """{"text":"Falhou {{api.status}}"}""")
            .Line("a", "q", "end")
            .Edge("a", "failed", "error");
        var (chatbot, _, publication) = await app.ChatbotAsync(canvas.Json());
        publication.Version.ShouldNotBeNull();
        return await app.BeginAsync(chatbot);
    }
}
