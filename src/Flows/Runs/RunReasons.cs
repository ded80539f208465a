namespace Aldrava.Flows.Runs;

/// <summary>Why a run was handed over, beside the engine's <see cref="Engine.Reasons"/>.</summary>
internal static class RunReasons
{
    /// <summary>The customer went on writing after the end of the flow.</summary>
    public const string AfterEnd = "after_end";

    /// <summary>The published version does not compile any more.</summary>
    public const string FlowBroken = "flow_broken";

    /// <summary>The stored state cannot be read.</summary>
    public const string StateUnreadable = "state_unreadable";

    /// <summary>The chatbot was deleted meanwhile.</summary>
    public const string ChatbotDeleted = "chatbot_deleted";
}
