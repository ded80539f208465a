using System.Text.Json;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aldrava.Inbox.Sandbox;

/// <summary>
/// GET /_sandbox/phone/{wa_id}/messages: what both sides said, as the customer's phone shows it. With <c>open=true</c> the chat is on the screen, so that
/// what was delivered is read.
/// </summary>
internal static class ListPhoneMessages
{
    internal const string TypingHeader = "X-Sandbox-Typing";

    internal static async Task<IResult> Handle(
        string waId,
        HttpContext http,
        SandboxStore store,
        SandboxNumbers numbers,
        SandboxCallbacks callbacks,
        SandboxTyping typing,
        TimeProvider clock,
        CancellationToken ct,
        [FromQuery(Name = "phone_number_id")] string? phoneNumberId = null,
        long? after = null,
        bool open = false
    )
    {
        if (SandboxPhone.Parse(waId) is not { } phone)
            return FieldErrors.One(http, "path.wa_id", "phone");
        if (open)
        {
            foreach (var message in await store.ReadByCustomerAsync(phone, phoneNumberId, ct))
                await TellReadAsync(message, numbers, callbacks, clock, ct);
        }
        if (typing.Shows(phoneNumberId ?? DemoNumber.PhoneNumberId, phone))
            http.Response.Headers[TypingHeader] = "true";
        http.Response.Headers.CacheControl = "no-store";
        var messages = await store.ListAsync(phone, phoneNumberId, after, ct);
        return TypedResults.Json(messages.Select(PhoneMessageView.Of), Json.Options);
    }

    private static async Task TellReadAsync(
        SandboxMessage message,
        SandboxNumbers numbers,
        SandboxCallbacks callbacks,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (await numbers.FindAsync(message.PhoneNumberId, ct) is not { } number)
            return;
        var read = number.Webhooks.Read(message.Person, message.Wamid, clock.GetUtcNow(), message.CallbackData);
        await callbacks.AddAsync(new(message.Wamid, (SandboxStatus.Read, read)), ct);
    }
}

/// <summary>A message on the customer's phone.</summary>
/// <param name="Id">Grows with time.</param>
/// <param name="PhoneNumberId">The number of the business.</param>
/// <param name="From"><c>customer</c> or <c>business</c>.</param>
/// <param name="Type">As in the Graph API.</param>
/// <param name="Text">What it says, whatever the type.</param>
/// <param name="Content">The whole of it, as in the Graph API.</param>
/// <param name="Wamid">Its id.</param>
/// <param name="ContextWamid">The message it answers.</param>
/// <param name="Status"><c>accepted</c>, <c>sent</c>, <c>delivered</c>, <c>read</c> or <c>failed</c>.</param>
/// <param name="At">When it was said.</param>
internal sealed record PhoneMessageView(
    long Id,
    string PhoneNumberId,
    string From,
    string Type,
    string? Text,
    JsonElement Content,
    string Wamid,
    string? ContextWamid,
    string Status,
    DateTimeOffset At
)
{
    internal static PhoneMessageView Of(SandboxMessage message) =>
        new(
            message.Id,
            message.PhoneNumberId,
            message.Sender,
            message.Type,
            message.Text,
            JsonSerializer.Deserialize<JsonElement>(message.Content),
            message.Wamid,
            message.ContextWamid,
            message.Status,
            message.At
        );
}
