using System.Text.Json;
using System.Text.Json.Serialization;
using Aldrava.Flows.Engine;
using Aldrava.Flows.Runs;
using Aldrava.Platform.Data;

namespace Aldrava.Flows.ApiCalls;

/// <summary>What came of a call: an answer, or why there is none.</summary>
internal sealed record ApiOutcome(int Status, IReadOnlyList<FlowValue>? Values = null, string? Failure = null)
{
    public FlowInput.Result AsResult() => Failure is { } code ? new FlowInput.RequestFailed(code) : new FlowInput.ApiAnswered(Status, Values ?? []);
}

/// <summary>A call that a run waits for. Its id is the key by which the other side knows it when it comes again.</summary>
internal sealed class ApiCall : ITenantOwned
{
    public required Guid Id { get; init; }
    public required long OrganizationId { get; init; }
    public required Guid RunId { get; init; }
    public required Guid ConversationId { get; init; }
    public required string NodeId { get; init; }

    /// <summary>JSON.</summary>
    public required string Request { get; init; }

    /// <summary>JSON; null until it is answered.</summary>
    public string? Outcome { get; private set; }
    public int Attempts { get; private set; }

    /// <summary>When to look at it: a node that takes it looks away the others until it should be done.</summary>
    public required DateTimeOffset DueAt { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    public static ApiCall Of(RunScene scene, string node, ApiRequest request)
    {
        var now = scene.Now.ToUniversalTime();
        return new ApiCall
        {
            Id = SequentialGuid.Next(now),
            OrganizationId = scene.Run.OrganizationId,
            RunId = scene.Run.Id,
            ConversationId = scene.Run.ConversationId,
            NodeId = node,
            Request = JsonSerializer.Serialize(request, ApiCallJson.Default.ApiRequest),
            DueAt = now,
            CreatedAt = now,
        };
    }

    public ApiRequest ReadRequest() => JsonSerializer.Deserialize(Request, ApiCallJson.Default.ApiRequest)!;

    public ApiOutcome? ReadOutcome() => Outcome is null ? null : JsonSerializer.Deserialize(Outcome, ApiCallJson.Default.ApiOutcome);

    /// <summary>Whoever takes it has until then.</summary>
    public void Take(DateTimeOffset until) => (Attempts, DueAt) = (Outcome is null ? Attempts + 1 : Attempts, until);

    public void Conclude(ApiOutcome outcome, DateTimeOffset now) => (Outcome, DueAt) = (JsonSerializer.Serialize(outcome, ApiCallJson.Default.ApiOutcome), now);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApiRequest))]
[JsonSerializable(typeof(ApiOutcome))]
internal sealed partial class ApiCallJson : JsonSerializerContext;
