namespace Aldrava.Flows.Engine;

/// <summary>A call to an agency's own system, all variables filled in but the secrets.</summary>
/// <param name="Paths">What is read out of the answer, in this order.</param>
internal sealed record ApiRequest(
    string Method,
    SecretText Url,
    IReadOnlyList<ApiHeader> Headers,
    ApiBody? Body,
    int TimeoutSeconds,
    int Retries,
    IReadOnlyList<string> Paths
);

internal sealed record ApiHeader(string Name, SecretText Value);

internal sealed record ApiBody(SecretText Text, bool IsJson);
