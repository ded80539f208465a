using Aldrava.Platform.Http;

namespace Aldrava.Flows.Secrets;

internal static class SecretErrors
{
    public static Error NotFound(object? id) => Error.NotFound("secret.not_found", id);
}
