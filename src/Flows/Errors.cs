using Aldrava.Flows.Versions;
using Aldrava.Platform.Http;

namespace Aldrava.Flows;

/// <summary>What can go wrong with chatbots and flows.</summary>
internal static class Errors
{
    public static class Chatbot
    {
        public static Error NotFound(object? id) => Error.NotFound("chatbot.not_found", id);
    }

    public static class Flow
    {
        public static Error NotFound(object? id) => Error.NotFound("flow.not_found", id);

        public static Error VersionNotFound(object? version) => Error.NotFound("flow.version_not_found", version);

        public static Error NotFit(IReadOnlyList<FaultView> faults) => Error.BusinessRule("flow.not_fit", faults);

        public static Error CanvasUnreadable() => Error.BusinessRule("flow.canvas_unreadable");
    }

    public static class Simulation
    {
        public static Error TooMuch() => Error.BusinessRule("simulation.too_much");
    }

    public static class Secret
    {
        public static Error NotFound(object? id) => Error.NotFound("secret.not_found", id);
    }

    public static class Run
    {
        public static Error NotFound(object? id) => Error.NotFound("run.not_found", id);

        public static Error ConversationNotFound(object? id) => Error.NotFound("run.conversation_not_found", id);
    }
}
