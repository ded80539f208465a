using Aldrava.Platform.Http;

namespace Aldrava.Tests.Architecture;

public sealed class RouteRulesTests(WholeApp whole)
{
    private const string NobodyIsSignedInYet = "Nobody is signed in yet";
    private const string TheTokenIsInTheBody = "The refresh token in the body says who it is";

    /// <summary>Who may call without signing in, and why.</summary>
    private static readonly Dictionary<string, string> Anonymous = new()
    {
        ["GET /"] = "Says where the documentation is",
        ["GET /health"] = "Asked by what supervises the server",
        ["GET /openapi.json"] = "The documentation",
        ["POST /auth/mobile/login"] = NobodyIsSignedInYet,
        ["POST /api/auth/login"] = NobodyIsSignedInYet,
        ["POST /api/v1/auth/login"] = NobodyIsSignedInYet,
        ["POST /api/auth/register"] = NobodyIsSignedInYet,
        ["POST /api/auth/password/forgot"] = NobodyIsSignedInYet,
        ["POST /api/auth/password/reset"] = "The token of the mail says who it is",
        ["POST /auth/refresh"] = TheTokenIsInTheBody,
        ["POST /api/auth/refresh"] = TheTokenIsInTheBody,
        ["POST /api/v1/auth/refresh"] = TheTokenIsInTheBody,
        ["POST /auth/logout"] = TheTokenIsInTheBody,
        ["POST /api/v1/auth/logout"] = TheTokenIsInTheBody,
        ["POST /api/auth/revoke"] = TheTokenIsInTheBody,
        ["GET /mobile/ws"] = "The handshake checks the token, which may also come as the first message",
        ["CONNECT /mobile/ws"] = "The handshake checks the token, which may also come as the first message",
        ["GET /media/{name:length(34,40)}"] = "Tags of pictures send no token; the names cannot be guessed",
        ["HEAD /media/{name:length(34,40)}"] = "The same",
        ["GET /api/v1/whatsapp/webhook"] = "Meta's handshake carries a verify token",
        ["POST /api/v1/whatsapp/webhook"] = "Meta signs the body",
    };

    [Fact]
    public async Task Every_endpoint_asks_for_a_sign_in_or_says_that_anybody_may_call()
    {
        var silent = (await whole.RoutesAsync()).Where(r => r.Metadata.GetMetadata<RequiredAccess>() is null && !r.IsAnonymous);

        silent.ShouldBeEmpty("Give the group .RequireMember(), .RequireAgent(), .RequireAdmin() or .AllowAnonymous().");
    }

    [Fact]
    public async Task Every_anonymous_endpoint_is_listed_here_with_its_reason()
    {
        var open = (await whole.RoutesAsync()).Where(r => r.IsAnonymous).Select(r => r.Name).ToList();

        open.Except(Anonymous.Keys).ShouldBeEmpty("An endpoint is open to anybody without a reason in RouteRulesTests.Anonymous.");
        Anonymous.Keys.Except(open).ShouldBeEmpty("Listed as anonymous, but there is no such anonymous endpoint any more.");
    }

    [Fact]
    public async Task Every_write_takes_idempotency_keys_or_says_why_it_does_not()
    {
        var writes = (await whole.RoutesAsync()).Where(r => r.IsWrite).ToList();

        writes
            .Where(r => r.Metadata.GetMetadata<TakesIdempotencyKey>() is null && string.IsNullOrWhiteSpace(r.Metadata.GetMetadata<NotIdempotent>()?.Reason))
            .ShouldBeEmpty("Give each write .Idempotent() or .NotIdempotent(\"reason\").");
        writes
            .Where(r => r.Metadata.GetMetadata<TakesIdempotencyKey>() is not null && r.IsAnonymous)
            .ShouldBeEmpty("Keys belong to a user: an anonymous write cannot take them.");
    }

    [Fact]
    public async Task Every_endpoint_that_takes_a_body_checks_it()
    {
        var bodies = (await whole.RoutesAsync()).Where(r => r.RequestType is not null).ToList();

        bodies.ShouldNotBeEmpty();
        bodies
            .Where(r => !r.RequestType!.IsAssignableTo(typeof(IRequestBody)))
            .ShouldBeEmpty("Request records implement IRequestBody, else their annotations are not checked.");
    }

    [Fact]
    public async Task A_route_parameter_has_a_type()
    {
        // Without one, /mobile/leads/abc would reach the handler's binding instead of being an unknown route.
        var loose = (await whole.RoutesAsync()).Where(r =>
            r.Pattern.Contains('{', StringComparison.Ordinal) && r.Pattern.Split('{').Skip(1).Any(p => !p.Split('}')[0].Contains(':', StringComparison.Ordinal))
        );

        loose.ShouldBeEmpty("Write {id:long} or {id:guid}.");
    }
}
