using System.Text.Json;
using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Messages;

/// <summary>What a person sends: <c>type</c>, and what belongs to it under the type's name (media of any kind under <c>media</c>).</summary>
internal static class MessageRequest
{
    public sealed record Request(
        string? Type,
        string? Text = null,
        bool PreviewUrl = false,
        TemplateBody? Template = null,
        MediaBody? Media = null,
        InteractiveBody? Interactive = null,
        LocationBody? Location = null,
        IReadOnlyList<ContactBody>? Contacts = null,
        ReactionBody? Reaction = null,
        Guid? ReplyTo = null
    ) : IRequestBody
    {
        public static Request Example => new("text", "Bom dia! O T3 ainda está disponível.");
    }

    /// <summary>An approved template and what fills it, as Meta takes it.</summary>
    public sealed record TemplateBody(string? Name, string? Language, IReadOnlyList<JsonElement>? Components = null);

    /// <summary>A file by a public link or by Meta's id.</summary>
    public sealed record MediaBody(string? Link = null, string? MediaId = null, string? Caption = null, string? Filename = null);

    /// <summary>Buttons, a list or a link, in Meta's shape.</summary>
    public sealed record InteractiveBody(string? Type, HeaderBody? Header = null, TextBody? Body = null, TextBody? Footer = null, ActionBody? Action = null);

    public sealed record TextBody(string? Text);

    public sealed record HeaderBody(string? Type, string? Text = null, LinkBody? Image = null);

    public sealed record LinkBody(string? Link);

    public sealed record ActionBody(
        IReadOnlyList<ButtonBody>? Buttons = null,
        string? Button = null,
        IReadOnlyList<SectionBody>? Sections = null,
        string? Name = null,
        UrlBody? Parameters = null
    );

    public sealed record ButtonBody(string? Type, ReplyBody? Reply);

    public sealed record ReplyBody(string? Id, string? Title);

    public sealed record SectionBody(string? Title, IReadOnlyList<RowBody>? Rows);

    public sealed record RowBody(string? Id, string? Title, string? Description = null);

    public sealed record UrlBody(string? DisplayText, string? Url);

    public sealed record LocationBody(double? Latitude, double? Longitude, string? Name = null, string? Address = null);

    public sealed record ContactBody(string? Name, string? Phone, string? Email = null, string? Organization = null);

    /// <summary>An emoji on a message of this conversation; an empty one takes it back.</summary>
    public sealed record ReactionBody(Guid? MessageId, string? Emoji = null);
}
