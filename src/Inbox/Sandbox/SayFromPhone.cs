using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Http;
using Aldrava.Platform.Text;

namespace Aldrava.Inbox.Sandbox;

/// <summary>POST /_sandbox/phone/{wa_id}/messages: the customer says something, and a signed webhook is posted to the real route.</summary>
internal static class SayFromPhone
{
    /// <summary>
    /// One thing at a time; a text beside a picture or a document is its caption. With a username the number is hidden; <c>reply_to</c> is the wamid of
    /// the message that is answered.
    /// </summary>
    public sealed record Request(
        [StringLength(65_536)] string? Text = null,
        [StringLength(256)] string? ButtonId = null,
        [StringLength(200)] string? ListId = null,
        [StringLength(2048)] string? ImageUrl = null,
        [StringLength(2048)] string? AudioUrl = null,
        [StringLength(2048)] string? DocumentUrl = null,
        bool Voice = false,
        Place? Location = null,
        Card? Contact = null,
        Mark? Reaction = null,
        [StringLength(256)] string? ReplyTo = null,
        [StringLength(256)] string? ProfileName = null,
        [StringLength(64)] string? Username = null,
        [StringLength(64)] string? PhoneNumberId = null
    ) : IRequestBody
    {
        internal (string Type, string Url)? File =>
            ImageUrl is not null ? ("image", ImageUrl)
            : AudioUrl is not null ? ("audio", AudioUrl)
            : DocumentUrl is not null ? ("document", DocumentUrl)
            : null;
    }

    /// <summary>A place.</summary>
    public sealed record Place(double Latitude, double Longitude, string? Name = null, string? Address = null);

    /// <summary>Somebody's card.</summary>
    public sealed record Card(string Name, string Phone);

    /// <summary>What the customer thinks of a message.</summary>
    public sealed record Mark(string Wamid, string? Emoji = null);

    internal static async Task<IResult> Handle(
        string waId,
        Request request,
        HttpContext http,
        SandboxNumbers numbers,
        SandboxStore store,
        SandboxFiles files,
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
        var said = request.File is { } sent ? await FileAsync(sent.Type, sent.Url, phone, request, files, ct) : Say(request, offers);
        var webhook = number.Webhooks.Message(person, wamid, now, said.Type, said.Sent, said.ContextWamid);
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
            PhoneMessageView.Of(await DeliverAsync(message, webhook, store, poster, callbacks, ct)),
            Json.Options,
            statusCode: StatusCodes.Status201Created
        );
    }

    private static (string Field, string Type)? Fault(Request request)
    {
        object?[] choices =
        [
            request.ButtonId,
            request.ListId,
            request.ImageUrl,
            request.AudioUrl,
            request.DocumentUrl,
            request.Location,
            request.Contact,
            request.Reaction,
        ];
        var chosen = choices.Count(choice => choice is not null);
        var mayHaveCaption = request.ImageUrl is not null || request.DocumentUrl is not null;
        if (chosen > 1 || (chosen == 1 && !mayHaveCaption && request.Text is not null) || (request.Voice && request.AudioUrl is null))
            return ("body", "value_error");
        if (chosen == 0 && string.IsNullOrWhiteSpace(request.Text))
            return ("body.text", "missing");
        if (request is { ButtonId: "" } or { ListId: "" } or { Reaction.Wamid: null or "" } or { Contact: { Name: null } or { Phone: null } })
            return ("body", "value_error");
        return request.File is { } file && !(Uri.TryCreate(file.Url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            ? ($"body.{file.Type}_url", "url")
            : null;
    }

    private static SandboxPerson PersonOf(Request request, string phone) =>
        string.IsNullOrWhiteSpace(request.Username)
            ? SandboxPerson.WithPhone(phone, request.ProfileName)
            : SandboxPerson.WithUsername(request.Username.Trim(), request.ProfileName);

    private static async Task<PhoneSaying> FileAsync(string type, string url, string phone, Request request, SandboxFiles files, CancellationToken ct)
    {
        var file = await files.FetchAsync(phone, url, type, ct);
        return PhoneSaying.File(type, file, files.PhoneUrlOf(file.Id), request);
    }

    private static PhoneSaying Say(Request request, IReadOnlyList<SandboxMessage> offers)
    {
        if ((request.ButtonId ?? request.ListId) is { } chosen)
        {
            var (title, asked) = OfferedReplies.Find(offers, chosen);
            return PhoneSaying.Choice(request.ButtonId is null ? "list_reply" : "button_reply", chosen, title, asked);
        }
        if (request.Location is { } place)
            return PhoneSaying.Location(place, request.ReplyTo);
        if (request.Contact is { } card)
            return PhoneSaying.Contact(card, request.ReplyTo);
        return request.Reaction is { } mark ? PhoneSaying.Reaction(mark) : PhoneSaying.Words(request.Text!, request.ReplyTo);
    }

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
