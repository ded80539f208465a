using Aldrava.Platform.Text;

namespace Aldrava.Inbox.WhatsApp;

/// <summary>The key of what must happen in order: all between one number and one customer, whichever way the customer's number is written.</summary>
internal static class LaneKey
{
    private const int LongestPart = 128;

    internal static string OfCustomer(string phoneNumberId, string? waId, string? userId) =>
        $"wa:{JsonText.Bounded(phoneNumberId, LongestPart)}:{JsonText.Bounded(waId is null ? userId ?? "" : PhoneNumbers.Canonical(waId), LongestPart)}";

    /// <summary>For what concerns no single customer. The sign keeps it apart from a customer's id.</summary>
    internal static string OfField(string? numberOrAccountId, string field) =>
        $"wa:{JsonText.Bounded(numberOrAccountId ?? "", LongestPart)}:#{JsonText.Bounded(field, LongestPart)}";
}
