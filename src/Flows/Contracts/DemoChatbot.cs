namespace Aldrava.Flows.Contracts;

/// <summary>The chatbot of the demo data.</summary>
public static class DemoChatbot
{
    /// <summary>Always the same, so that the demo's WhatsApp number can be linked to it from below.</summary>
    public static readonly Guid Id = new("0199a000-0000-7000-8000-000000000001");
}
