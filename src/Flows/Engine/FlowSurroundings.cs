using Aldrava.Flows.Engine.Text;

namespace Aldrava.Flows.Engine;

/// <summary>What a flow may know of the chatbot it belongs to, which is no part of its state.</summary>
/// <param name="IsOpen">Whether now is within business hours; null when none are set.</param>
/// <param name="Language">What is spoken until the variable <c>language</c> says otherwise; null when nobody decided.</param>
/// <param name="NotUnderstood">Said before a question is asked again after an answer that is none.</param>
/// <param name="WriteInstead">The same after a picture, a voice note or anything else that is no text.</param>
internal sealed record FlowSurroundings(bool? IsOpen = null, FlowLanguage? Language = null, LocalText? NotUnderstood = null, LocalText? WriteInstead = null)
{
    public static FlowSurroundings None { get; } = new();
}
