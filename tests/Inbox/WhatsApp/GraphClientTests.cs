using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aldrava.Inbox.WhatsApp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Inbox.WhatsApp;

public sealed class GraphClientTests
{
    private const string Accepted = """{"messages":[{"id":"wamid.A"}]}""";
    private static readonly GraphNumber s_number = new("100000000000001", "secret-token");
    private static readonly JsonObject s_payload = GraphPayload.Text(GraphRecipient.OfPhone("351911000001"), "Olá");

    [Fact]
    public async Task Sends_the_payload_with_the_numbers_token_and_reads_the_wamid()
    {
        using var meta = new FakeMeta((_, _) => FakeMeta.Answer(200, Accepted));
        var outcome = await meta.SendAsync(s_number, s_payload);

        outcome.ShouldBe(new SendOutcome.Accepted("wamid.A", null, null));
        var (uri, authorization, body) = meta.Requests.ShouldHaveSingleItem();
        uri.ShouldBe("http://meta.test/v1/100000000000001/messages");
        authorization.ShouldBe("Bearer secret-token");
        JsonNode.DeepEquals(JsonNode.Parse(body), s_payload).ShouldBeTrue();
    }

    [Theory]
    [InlineData(429, """{"error":{"code":130429}}""", typeof(SendOutcome.RetryLater))]
    [InlineData(503, """{"error":{"code":2}}""", typeof(SendOutcome.RetryLater))]
    [InlineData(502, "<html>", typeof(SendOutcome.Unknown))]
    [InlineData(400, """{"error":{"code":131047}}""", typeof(SendOutcome.Refused))]
    public async Task An_answer_is_never_followed_by_a_second_request(int status, string body, Type expected)
    {
        using var meta = new FakeMeta((_, _) => FakeMeta.Answer(status, body));
        (await meta.SendAsync(s_number, s_payload)).ShouldBeOfType(expected);
        meta.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_connection_that_never_came_about_is_tried_again_at_once()
    {
        var calls = 0;
        using var meta = new FakeMeta(
            (_, _) => ++calls < 3 ? throw new HttpRequestException(HttpRequestError.ConnectionError, "refused") : FakeMeta.Answer(200, Accepted),
            readFirst: false
        );
        (await meta.SendAsync(s_number, s_payload)).ShouldBeOfType<SendOutcome.Accepted>();
        calls.ShouldBe(3);
    }

    [Fact]
    public async Task Without_any_connection_nothing_was_sent_and_later_is_safe()
    {
        using var meta = new FakeMeta((_, _) => throw new HttpRequestException(HttpRequestError.NameResolutionError, "no such host"), readFirst: false);
        (await meta.SendAsync(s_number, s_payload)).ShouldBeOfType<SendOutcome.RetryLater>().Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_connection_lost_after_the_request_went_out_is_unknown_and_not_repeated()
    {
        var calls = 0;
        using var meta = new FakeMeta(
            (_, _) => ++calls > 0 ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "gone") : FakeMeta.Answer(200, Accepted)
        );
        (await meta.SendAsync(s_number, s_payload)).ShouldBeOfType<SendOutcome.Unknown>();
        calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_request_that_is_not_answered_in_time_is_unknown()
    {
        var clock = new ManualTimers();
        using var meta = new FakeMeta(
            async (_, token) =>
            {
                clock.FireAll();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return FakeMeta.Response(200, Accepted);
            },
            clock: clock
        );
        (await meta.SendAsync(s_number, s_payload)).ShouldBeOfType<SendOutcome.Unknown>();
        meta.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_cancelled_caller_sends_nothing_but_one_under_way_is_told_how_it_ended()
    {
        using var stop = new CancellationTokenSource();
        using var meta = new FakeMeta(
            (_, _) =>
            {
                stop.Cancel();
                return FakeMeta.Answer(200, Accepted);
            }
        );
        (await meta.Client.SendAsync(s_number, s_payload, stop.Token)).ShouldBeOfType<SendOutcome.Accepted>();
        await Should.ThrowAsync<OperationCanceledException>(() => meta.Client.SendAsync(s_number, s_payload, stop.Token));
        meta.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_beyond_the_limit_is_not_read_to_its_end()
    {
        using var meta = new FakeMeta((_, _) => FakeMeta.Answer(200, Accepted[..^1] + ",\"x\":\"" + new string('x', 200_000) + "\"}"));
        (await meta.SendAsync(s_number, s_payload)).ShouldBeOfType<SendOutcome.Unknown>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("token\n")]
    [InlineData("tóken")]
    public async Task A_token_that_is_none_is_refused_without_a_request(string token)
    {
        using var meta = new FakeMeta((_, _) => FakeMeta.Answer(200, Accepted));
        (await meta.SendAsync(new("1", token), s_payload)).ShouldBeOfType<SendOutcome.Refused>().Code.ShouldBe(190);
        meta.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void The_token_is_not_printed() => s_number.ToString().ShouldNotContain("secret");

    [Fact]
    public async Task Over_real_sockets_a_dropped_request_is_sent_once_even_on_a_reused_connection()
    {
        await using var server = new DroppingServer(Accepted);
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System);
        services.AddGraph(new GraphOptions { BaseUrl = server.Url });
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<GraphClient>();

        (await client.SendAsync(s_number, s_payload, CancellationToken.None)).ShouldBeOfType<SendOutcome.Accepted>();
        (await client.SendAsync(s_number, s_payload, CancellationToken.None)).ShouldBeOfType<SendOutcome.Unknown>();
        server.Requests.ShouldBe(2);
        server.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Over_real_sockets_a_closed_port_means_nothing_was_sent()
    {
        // Bound but not listening: refused, and nobody else can take the port meanwhile.
        using var closed = new Socket(SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)closed.LocalEndPoint!).Port}");
        using var http = new HttpClient();
        var client = new GraphClient(http, new GraphOptions { BaseUrl = url, ConnectRetryDelay = TimeSpan.FromMilliseconds(1) }, TimeProvider.System);
        (await client.SendAsync(s_number, s_payload, CancellationToken.None)).ShouldBeOfType<SendOutcome.RetryLater>();
    }

    [Fact]
    public void The_address_is_checked_at_start()
    {
        From("http://localhost:8000/_sandbox/graph").BaseUrl.AbsolutePath.ShouldBe("/_sandbox/graph");
        From(null).BaseUrl.Host.ShouldBe("graph.facebook.com");
        Should.Throw<InvalidOperationException>(() => From("ftp://x"));
        Should.Throw<InvalidOperationException>(() => From("localhost"));

        static GraphOptions From(string? url) =>
            GraphOptions.From(new ConfigurationBuilder().AddInMemoryCollection([new(GraphOptions.UrlSetting, url)]).Build());
    }

    [Fact]
    public void Text_goes_to_a_phone_or_to_a_user_id_with_what_it_answers_and_our_own_mark()
    {
        var toPhone = GraphPayload.Text(GraphRecipient.Of("351911000001", "PT.1")!.Value, "Olá", previewUrl: true, "wamid.Q", "message:1");
        toPhone
            .ToJsonString()
            .ShouldBe(
                JsonSerializer.Serialize(
                    JsonNode.Parse(
                        """{"messaging_product":"whatsapp","recipient_type":"individual","to":"351911000001","context":{"message_id":"wamid.Q"},"type":"text","text":{"preview_url":true,"body":"Olá"},"biz_opaque_callback_data":"message:1"}"""
                    )
                )
            );
        var toUser = GraphPayload.Text(GraphRecipient.Of(null, "PT.1")!.Value, "Olá");
        toUser["recipient"]!.GetValue<string>().ShouldBe("PT.1");
        toUser.ContainsKey("to").ShouldBeFalse();
        GraphRecipient.Of(null, null).ShouldBeNull();
    }

    private sealed class FakeMeta : HttpMessageHandler
    {
        private readonly Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> _answer;
        private readonly bool _readFirst;
        private readonly HttpClient _http;

        internal FakeMeta(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer, bool readFirst = true, TimeProvider? clock = null)
        {
            (_answer, _readFirst) = (answer, readFirst);
            _http = new HttpClient(this, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
            var options = new GraphOptions { BaseUrl = new("http://meta.test/v1/"), ConnectRetryDelay = TimeSpan.FromMilliseconds(1) };
            Client = new GraphClient(_http, options, clock ?? TimeProvider.System);
        }

        internal GraphClient Client { get; }
        internal List<(string Uri, string? Authorization, string Body)> Requests { get; } = [];

        internal Task<SendOutcome> SendAsync(GraphNumber from, JsonNode payload) => Client.SendAsync(from, payload, CancellationToken.None);

        internal static Task<HttpResponseMessage> Answer(int status, string body) => Task.FromResult(Response(status, body));

        internal static HttpResponseMessage Response(int status, string body) => new((HttpStatusCode)status) { Content = new StringContent(body) };

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // Reading the content is what sending it over a socket does.
            if (_readFirst)
            {
                using var sent = new MemoryStream();
                await request.Content!.CopyToAsync(sent, cancellationToken);
                Requests.Add((request.RequestUri!.AbsoluteUri, request.Headers.Authorization?.ToString(), Encoding.UTF8.GetString(sent.ToArray())));
            }
            return await _answer(request, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _http.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>A clock whose timers all go off when told, and never by themselves.</summary>
    private sealed class ManualTimers : TimeProvider
    {
        private readonly List<Action> _timers = [];

        internal void FireAll() => _timers.ToList().ForEach(fire => fire());

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timers.Add(() => callback(state));
            return new Idle();
        }

        private sealed class Idle : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() { }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
