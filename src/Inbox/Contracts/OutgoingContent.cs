namespace Aldrava.Inbox.Contracts;

/// <summary>What is said to a customer. A closed set; the limits are Meta's (facts.md, WhatsApp sending) and are kept by whoever makes one.</summary>
public abstract record OutgoingContent
{
    private OutgoingContent() { }

    /// <summary>Kind of message as it is stored and shown: <c>text</c>, <c>image</c>, <c>interactive</c>, <c>template</c>, …</summary>
    public abstract string Type { get; }

    /// <summary>The best words for it, for lists and search; null when it has none.</summary>
    public abstract string? Words { get; }

    /// <summary>Free text.</summary>
    /// <param name="Body">At most 4,096 characters.</param>
    /// <param name="PreviewUrl">Whether the first link shows a preview.</param>
    public sealed record Text(string Body, bool PreviewUrl = false) : OutgoingContent
    {
        /// <inheritdoc />
        public override string Type => "text";

        /// <inheritdoc />
        public override string? Words => Body;
    }

    /// <summary>A file, by a public link or by the id it was uploaded to Meta under; exactly one of the two.</summary>
    /// <param name="Kind"><c>image</c>, <c>audio</c>, <c>video</c>, <c>document</c> or <c>sticker</c>.</param>
    /// <param name="Link">Where Meta fetches it.</param>
    /// <param name="MediaId">Meta's id.</param>
    /// <param name="Caption">At most 1,024 characters; audio and stickers have none.</param>
    /// <param name="Filename">Of a document.</param>
    public sealed record Media(string Kind, string? Link, string? MediaId = null, string? Caption = null, string? Filename = null) : OutgoingContent
    {
        /// <inheritdoc />
        public override string Type => Kind;

        /// <inheritdoc />
        public override string? Words => Caption ?? Filename;
    }

    /// <summary>A question with up to three buttons.</summary>
    /// <param name="Body">At most 1,024 characters.</param>
    /// <param name="Choices">Titles of at most 20 characters, different from each other; ids of at most 256.</param>
    /// <param name="Header">At most 60 characters.</param>
    /// <param name="Footer">At most 60 characters.</param>
    public sealed record Buttons(string Body, IReadOnlyList<ReplyButton> Choices, string? Header = null, string? Footer = null) : OutgoingContent
    {
        /// <inheritdoc />
        public override string Type => "interactive";

        /// <inheritdoc />
        public override string? Words => Body;
    }

    /// <summary>A list to choose one row from, at most ten rows in all.</summary>
    /// <param name="Body">At most 4,096 characters.</param>
    /// <param name="Button">What opens the list, at most 20 characters.</param>
    /// <param name="Sections">Titles are needed when there are several.</param>
    /// <param name="Header">At most 60 characters.</param>
    /// <param name="Footer">At most 60 characters.</param>
    public sealed record List(string Body, string Button, IReadOnlyList<ListSection> Sections, string? Header = null, string? Footer = null) : OutgoingContent
    {
        /// <inheritdoc />
        public override string Type => "interactive";

        /// <inheritdoc />
        public override string? Words => Body;
    }

    /// <summary>A card with a button that opens a page, and a picture above it when there is one.</summary>
    /// <param name="Body">At most 1,024 characters.</param>
    /// <param name="Button">At most 20 characters.</param>
    /// <param name="Url">The page.</param>
    /// <param name="ImageLink">Where Meta fetches the picture (JPEG or PNG, at most 5 MB).</param>
    /// <param name="Footer">At most 60 characters.</param>
    public sealed record Card(string Body, string Button, string Url, string? ImageLink = null, string? Footer = null) : OutgoingContent
    {
        /// <inheritdoc />
        public override string Type => "interactive";

        /// <inheritdoc />
        public override string? Words => Body;
    }

    /// <summary>An interactive message as Meta's API takes it.</summary>
    /// <param name="Json">The object under <c>interactive</c>.</param>
    /// <param name="Body">Its words.</param>
    public sealed record Interactive(string Json, string? Body) : OutgoingContent
    {
        /// <inheritdoc />
        public override string Type => "interactive";

        /// <inheritdoc />
        public override string? Words => Body;
    }

    /// <summary>An approved template: all that may be sent outside the 24 hours after the customer's last word.</summary>
    /// <param name="Name">Its name at Meta.</param>
    /// <param name="Language">As <c>pt_PT</c>.</param>
    /// <param name="Components">What fills its variables, a JSON array as Meta takes it; null for none.</param>
    /// <param name="Preview">How it reads when filled, where known.</param>
    public sealed record Template(string Name, string Language, string? Components = null, string? Preview = null) : OutgoingContent
    {
        /// <inheritdoc />
        public override string Type => "template";

        /// <inheritdoc />
        public override string? Words => Preview ?? Name;
    }

    /// <summary>A place on the map.</summary>
    /// <param name="Latitude">Degrees north.</param>
    /// <param name="Longitude">Degrees east.</param>
    /// <param name="Name">What it is called.</param>
    /// <param name="Address">Where it is, in words; shown only with a name.</param>
    public sealed record Location(double Latitude, double Longitude, string? Name = null, string? Address = null) : OutgoingContent
    {
        /// <inheritdoc />
        public override string Type => "location";

        /// <inheritdoc />
        public override string? Words => Name ?? Address ?? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Latitude}, {Longitude}");
    }

    /// <summary>Cards of people.</summary>
    /// <param name="Json">A JSON array as Meta takes it.</param>
    /// <param name="Names">Who they are, in words.</param>
    public sealed record Contacts(string Json, string Names) : OutgoingContent
    {
        /// <inheritdoc />
        public override string Type => "contacts";

        /// <inheritdoc />
        public override string? Words => Names;
    }

    /// <summary>An emoji on a message.</summary>
    /// <param name="Wamid">Meta's id of the message.</param>
    /// <param name="Emoji">Empty takes it back.</param>
    public sealed record Reaction(string Wamid, string Emoji) : OutgoingContent
    {
        /// <inheritdoc />
        public override string Type => "reaction";

        /// <inheritdoc />
        public override string? Words => Emoji.Length == 0 ? null : Emoji;
    }
}

/// <summary>A button that answers.</summary>
/// <param name="Id">What comes back.</param>
/// <param name="Title">What is read.</param>
public sealed record ReplyButton(string Id, string Title);

/// <summary>Some rows of a list under a title.</summary>
/// <param name="Title">At most 24 characters.</param>
/// <param name="Rows">The rows.</param>
public sealed record ListSection(string? Title, IReadOnlyList<ListRow> Rows);

/// <summary>A row that answers.</summary>
/// <param name="Id">What comes back, at most 200 characters.</param>
/// <param name="Title">At most 24 characters.</param>
/// <param name="Description">At most 72 characters.</param>
public sealed record ListRow(string Id, string Title, string? Description = null);

/// <summary>Who takes a conversation over; null in all fields: whoever is free.</summary>
/// <param name="UserId">This person.</param>
/// <param name="DepartmentId">Somebody of this department.</param>
/// <param name="QueueId">Whoever this queue gives it to.</param>
/// <param name="PropertyReference">The listing it is about: its agent first.</param>
public sealed record HandOverTarget(long? UserId = null, Guid? DepartmentId = null, Guid? QueueId = null, string? PropertyReference = null);
