using Aldrava.Platform.Http;

namespace Aldrava.Flows.Secrets;

internal static class SecretEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var secrets = app.MapGroup("/api/v1/flow-secrets").WithTags("Flow secrets").RequireAdmin().Validated();
        secrets.MapGet("", ListSecrets.Handle).Returns<SecretView[]>();
        secrets.MapPost("", KeepSecret.Handle).Idempotent().Returns<SecretView>();
        secrets.MapPut("/{id:guid}", ChangeSecret.Handle).Idempotent().Returns<SecretView>().Fails(Errors.Secret.NotFound(Guid.Empty));
        secrets.MapDelete("/{id:guid}", DropSecret.Handle).Idempotent().Produces(StatusCodes.Status204NoContent).Fails(Errors.Secret.NotFound(Guid.Empty));
    }
}
