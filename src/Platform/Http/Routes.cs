namespace Aldrava.Platform.Http;

/// <summary>Who may call an endpoint. Metadata of the endpoint; one without any is for signed-in members.</summary>
public enum Access
{
    /// <summary>Anybody who is signed in; viewers only read.</summary>
    Member,

    /// <summary>Who has an agent profile.</summary>
    Agent,

    /// <summary>org_admin and super_admin; viewers too where it is read.</summary>
    Admin,
}

/// <summary>What an endpoint asks of its caller; told twice, on the group and on the endpoint, both hold.</summary>
/// <param name="Access">Who may call.</param>
public sealed record RequiredAccess(Access Access);

/// <summary>A write that viewers may do: it concerns nothing but their own sign-in.</summary>
public sealed record AllowViewer;

/// <summary>A write without idempotency keys, and why that is right.</summary>
/// <param name="Reason">For the reader and the test that asks.</param>
public sealed record NotIdempotent(string Reason);

/// <summary>Whether a write takes <c>Idempotency-Key</c>.</summary>
public sealed record TakesIdempotencyKey;

/// <summary>Codes of the catalogue an endpoint answers besides the common ones: told to the OpenAPI document.</summary>
/// <param name="Codes">Code and status of each.</param>
public sealed record FailsWith(params (int Status, string Code)[] Codes);

/// <summary>The few words route tables are written in.</summary>
public static class Routes
{
    /// <summary>Only for who is signed in; a viewer only reads.</summary>
    public static TBuilder RequireMember<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.Require(Access.Member);

    /// <summary>Only for who has an agent profile.</summary>
    public static TBuilder RequireAgent<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.Require(Access.Agent);

    /// <summary>Only for administrators of the organization.</summary>
    public static TBuilder RequireAdmin<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.Require(Access.Admin);

    /// <summary>Lets viewers use this write.</summary>
    public static TBuilder AllowViewer<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AllowViewer());

    /// <summary>Takes <c>Idempotency-Key</c>.</summary>
    public static RouteHandlerBuilder Idempotent(this RouteHandlerBuilder builder) =>
        builder.WithMetadata(new TakesIdempotencyKey()).AddEndpointFilter(Idempotency.Filter);

    /// <summary>Takes no key; says why.</summary>
    public static TBuilder NotIdempotent<TBuilder>(this TBuilder builder, string reason)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new NotIdempotent(reason));

    /// <summary>Checks the annotations of request bodies. On every group that takes bodies.</summary>
    public static RouteGroupBuilder Validated(this RouteGroupBuilder group) => group.AddEndpointFilterFactory(RequestValidation.Where);

    /// <summary>The success answer.</summary>
    public static RouteHandlerBuilder Returns<T>(this RouteHandlerBuilder builder, int status = StatusCodes.Status200OK) => builder.Produces<T>(status);

    /// <summary>The errors of its own, as a sample of each: only status and code are read.</summary>
    public static RouteHandlerBuilder Fails(this RouteHandlerBuilder builder, params Error[] errors) =>
        builder.WithMetadata(new FailsWith([.. errors.Select(e => (e.Status, e.Code))]));

    private static TBuilder Require<TBuilder>(this TBuilder builder, Access access)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequiredAccess(access));
}
