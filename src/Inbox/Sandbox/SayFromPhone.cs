using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Http;
using Aldrava.Platform.Text;

namespace Aldrava.Inbox.Sandbox;

/// <summary>POST /_sandbox/phone/{wa_id}/messages: the customer says something, and a signed webhook is posted to the real route.</summary>
internal static class SayFromPhone
{
    /// <summary>One of <c>text</c>, <c>button_id</c>, <c>list_id</c>, <c>image_url</c>; a text beside an image is its caption. With a username the number is hidden.</summary>
    public sealed record Request(
        [StringLength(65_536)] string? Text = null,
        [StringLength(256)] string? ButtonId = null,
        [StringLength(200)] string? ListId = null,
        [StringLength(2048)] string? ImageUrl = null,
        [StringLength(256)] string? ProfileName = null,
        [StringLength(64)] string? Username = null,
        [StringLength(64)] string? PhoneNumberId = null
    ) : IRequestBody;

    private sealed record Said(string Type, string? Text, JsonObject Content, SignedWebhook Webhook, string? ContextWamid = null);

    internal static async Task<IResult> Handle(
        string waId,
        Request request,
        HttpContext http,
        SandboxNumbers numbers,
        SandboxStore store,
        WebhookPoster poster,
        SandboxCallbacks callbacks,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (SandboxPhone.Parse(waId) is not { } phone)
            return FieldErrors.One(http, "path.wa_id", "phone");
        if (Fault(request) is { } fault)
            return FieldErrors.One(http, fault.Field, fault.Type);
        if (await numbers.FindAsync(request.PhoneNumberId ?? DemoNumber.PhoneNumberId, ct) is not { } number)
            return FieldErrors.One(http, "body.phone_number_id", "value_error");

        var (now, wamid, person) = (clock.GetUtcNow(), SandboxIds.Wamid(phone), PersonOf(request, phone));
        if (person.UserId is { } userId)
            await store.RememberAsync(userId, phone, person.Username!, ct);
        var offers = request.ButtonId is null && request.ListId is null ? [] : await store.OffersAsync(number.PhoneNumberId, phone, ct);
        var said = Say(request, number.Webhooks, person, wamid, now, offers);
        var message = await store.AddAsync(
            new(
                number.PhoneNumberId,
                phone,
                person.UserId,
                SandboxMessage.Customer,
                said.Type,
                said.Text,
                said.Content.ToJsonString(),
                wamid,
                said.ContextWamid,
                CallbackData: null,
                SandboxStatus.Sent,
                now
            ),
            ct
        );
        return TypedResults.Json(
            PhoneMessageView.Of(await DeliverAsync(message, said.Webhook, store, poster, callbacks, ct)),
            Json.Options,
            statusCode: StatusCodes.Status201Created
        );
    }

    private static (string Field, string Type)? Fault(Request request)
    {
        var choices = new[] { request.ButtonId, request.ListId, request.ImageUrl }.Count(choice => choice is not null);
        if (choices > 1 || (choices == 1 && request.ImageUrl is null && request.Text is not null))
            return ("body", "value_error");
        if (choices == 0 && string.IsNullOrWhiteSpace(request.Text))
            return ("body.text", "missing");
        if (request is { ButtonId: "" } or { ListId: "" })
            return ("body", "value_error");
        return request.ImageUrl is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            ? ("body.image_url", "url")
            : null;
    }

    private static SandboxPerson PersonOf(Request request, string phone) =>
        string.IsNullOrWhiteSpace(request.Username)
            ? SandboxPerson.WithPhone(phone, request.ProfileName)
            : SandboxPerson.WithUsername(request.Username.Trim(), request.ProfileName);

    private static Said Say(
        Request request,
        SandboxWebhooks webhooks,
        SandboxPerson from,
        string wamid,
        DateTimeOffset now,
        IReadOnlyList<SandboxMessage> offers
    )
    {
        if (request.ButtonId is { } buttonId)
        {
            var (title, asked) = OfferedReplies.Find(offers, buttonId);
            var webhook = webhooks.ButtonReply(from, wamid, now, buttonId, title, asked);
            return new("interactive", title, Reply("button_reply", buttonId, title), webhook, asked);
        }
        if (request.ListId is { } listId)
        {
            var (title, asked) = OfferedReplies.Find(offers, listId);
            var webhook = webhooks.ListReply(from, wamid, now, listId, title, asked);
            return new("interactive", title, Reply("list_reply", listId, title), webhook, asked);
        }
        if (request.ImageUrl is { } url)
        {
            var id = SandboxIds.MediaId();
            var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(url)));
            return new("image", request.Text, new() { ["id"] = id, ["link"] = url }, webhooks.Image(from, wamid, now, id, hash, request.Text));
        }
        return new("text", request.Text, new() { ["body"] = request.Text }, webhooks.Text(from, wamid, now, request.Text!));
    }

    private static JsonObject Reply(string kind, string id, string title) =>
        new()
        {
            ["type"] = kind,
            [kind] = new JsonObject { ["id"] = id, ["title"] = title },
        };

    // The caller learns at once whether it arrived; where it did not, it is tried again as Meta would.
    private static async Task<SandboxMessage> DeliverAsync(
        SandboxMessage message,
        SignedWebhook webhook,
        SandboxStore store,
        WebhookPoster poster,
        SandboxCallbacks callbacks,
        CancellationToken ct
    )
    {
        if (!await poster.PostAsync(webhook, ct))
        {
            await callbacks.AddAsync(new(message.Wamid, (SandboxStatus.Delivered, webhook)), ct);
            return message;
        }
        await store.AdvanceAsync(message.Wamid, SandboxStatus.Delivered, ct);
        return message with { Status = SandboxStatus.Delivered };
    }
}

/// <summary>The buttons and rows that messages of the business offered.</summary>
internal static class OfferedReplies
{
    /// <summary>The title of what has this id, and the message that offered it; the id itself when none did, as of an old or forged reply.</summary>
    internal static (string Title, string? Wamid) Find(IReadOnlyList<SandboxMessage> latestFirst, string id)
    {
        foreach (var message in latestFirst)
        {
            using var content = JsonDocument.Parse(message.Content);
            if (TitleOf(content.RootElement, id) is { } title)
                return (title, message.Wamid);
        }
        return (id, null);
    }

    private static string? TitleOf(JsonElement interactive, string id)
    {
        if (interactive.Object("action") is not { } action)
            return null;
        var buttons = action.Array("buttons").Items().Select(button => button.Object("reply"));
        var rows = action.Array("sections").Items().SelectMany(section => section.Array("rows").Items()).Select(row => (JsonElement?)row);
        return buttons.Concat(rows).FirstOrDefault(offer => offer.Text("id") == id).Text("title");
    }
}

/// <summary>The phone in the address of a route.</summary>
internal static class SandboxPhone
{
    private const int Shortest = 7;

    /// <summary>Its digits; null when it is no phone number.</summary>
    internal static string? Parse(string waId) => PhoneNumbers.Normalise(waId) is { Length: >= Shortest } phone ? phone : null;
}
