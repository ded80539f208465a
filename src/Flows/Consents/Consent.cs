using Aldrava.Flows.Engine;
using Aldrava.Flows.Runs;
using Aldrava.Platform.Data;

namespace Aldrava.Flows.Consents;

/// <summary>What a customer agreed to, or did not. The newest of a purpose counts.</summary>
internal sealed class Consent : ITenantOwned
{
    public required Guid Id { get; init; }
    public required long OrganizationId { get; init; }
    public required Guid ConversationId { get; init; }
    public required Guid ContactId { get; init; }
    public Guid? RunId { get; init; }
    public required string Purpose { get; init; }
    public required string Version { get; init; }

    /// <summary>The words they read.</summary>
    public required string Text { get; init; }
    public required bool IsGiven { get; init; }
    public required DateTimeOffset At { get; init; }

    public static Consent Of(RunScene scene, FlowEffect.RecordConsent said) =>
        new()
        {
            Id = SequentialGuid.Next(scene.Now),
            OrganizationId = scene.Run.OrganizationId,
            ConversationId = scene.Conversation.Id,
            ContactId = scene.Conversation.ContactId,
            RunId = scene.Run.Id,
            Purpose = said.Purpose,
            Version = said.Version,
            Text = said.Text,
            IsGiven = said.IsGiven,
            At = scene.Now.ToUniversalTime(),
        };
}
