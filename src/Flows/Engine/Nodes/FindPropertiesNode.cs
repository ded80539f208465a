using System.Globalization;
using Aldrava.Crm.Contracts;
using Aldrava.Flows.Engine.Text;
using Aldrava.Flows.Engine.Visits;
using Aldrava.Inbox.Contracts;
using Aldrava.Platform.Text;

namespace Aldrava.Flows.Engine.Nodes;

/// <summary>
/// <c>find_properties</c> <c>{business, type, typology, area_min, places, budget, reference, text, max, intro, choose, choose_text, max_tries, timeout_seconds}</c>:
/// shows the listings that fit, one message each; with <c>choose</c> it asks which one and waits. Exits <c>found</c> (shown, or chosen), <c>none</c>
/// (nothing fits, or none of them), <c>error</c>, and with <c>choose</c> <c>fallback</c> and <c>timeout</c>.
/// </summary>
internal sealed record FindPropertiesNode(NodeHead Head, ListingTemplates Wanted, int Most, Template? Intro, ChoiceRules? Choice, ListingSlots Slots)
    : FlowNode(Head)
{
    private const string NoneOfThem = "none";
    private const int MostShown = 5;
    private const int LongestBody = 1024;
    private static readonly string[] No = ["nao", "nenhum", "nenhuma", "no", "none"];

    public required int Found { get; init; }
    public required int Nothing { get; init; }
    public required int Failed { get; init; }

    public override bool Waits => Choice is not null;

    public override bool LeavesAtOnce(string handle) => !Waits || handle is "none" or "error";

    public static FlowNode Read(NodeReader data) =>
        new FindPropertiesNode(
            data.Head,
            ListingTemplates.Read(data),
            data.Int("max", 3, 1, MostShown),
            data.OptionalMessage("intro"),
            data.Flag("choose") ? ChoiceRules.Read(data, "choose_text") : null,
            ListingSlots.Of(data)
        )
        {
            Found = data.Exit("found"),
            Nothing = data.Exit("none"),
            Failed = data.Exit("error", ExitKind.Optional),
        };

    public override int Enter(Turn turn) => turn.Request(this, new FindListings(Wanted.Render(turn, this), Most, turn.ChosenLanguage));

    public override int Resume(Turn turn, FlowInput input) =>
        input switch
        {
            ListingsFound found => Show(turn, found),
            FlowInput.RequestFailed failure when Failed != Nowhere => Leave(turn, Failed, error: failure.Code),
            FlowInput.RequestFailed => turn.HandOver(this, Reasons.RequestFailed),
            FlowInput.Message message when Choice is not null => Hear(turn, Choice, message),
            FlowInput.Timeout when Choice is not null => Choice.GiveUp(turn, this, Choice.TimedOut, Reasons.Timeout),
            _ => turn.HandOver(this, Reasons.UnexpectedInput),
        };

    private int Show(Turn turn, ListingsFound found)
    {
        turn.Write(Slots.Count, FlowValue.Of((decimal)found.Listings.Count));
        turn.Write(Slots.Chosen, FlowValue.None);
        turn.Write(Slots.First, FlowValue.Of(found.Listings.Count == 0 ? null : found.Listings[0].Reference));
        if (found.Listings.Count == 0)
            return Leave(turn, Nothing, output: "0");
        if (Intro is not null)
            turn.Send(this, Intro.Render(turn, this));
        foreach (var listing in found.Listings)
            turn.Say(Card(listing, found.Words));
        if (Choice is null)
            return Leave(turn, Found, output: string.Join(' ', found.Listings.Select(l => l.Reference)));
        turn.Write(Slots.Offered, FlowValue.Of(string.Join(' ', found.Listings.Select(l => l.Reference))));
        Ask(turn, Choice, found.Listings, found.Words);
        turn.Trace(this, output: turn.Peek(Slots.Offered).ToString());
        return turn.WaitFor(this, 0, Choice.Timeout);
    }

    private void Ask(Turn turn, ChoiceRules choice, IReadOnlyList<FoundListing> listings, ListingWords words)
    {
        ListRow[] rows =
        [
            .. listings.Select(l => new ListRow(ReplyIds.Of(this, l.Reference), ListLimits.Title(l.Reference), ListLimits.Description(l.Title))),
            new(ReplyIds.Of(this, NoneOfThem), ListLimits.Title(words.NoneOfThem)),
        ];
        turn.Say(new OutgoingContent.List(choice.Say(turn, this, words.Choose), ListLimits.Button(words.Button), [new ListSection(Title: null, rows)]));
    }

    private int Hear(Turn turn, ChoiceRules choice, FlowInput.Message message)
    {
        var offered = turn.Peek(Slots.Offered).ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var said = Words.Clean(message.Text ?? "").Trim();
        var chosen = ReplyIds.Choice(this, message.ReplyId) ?? Typed(said, offered);
        if (chosen == NoneOfThem)
            return Leave(turn, Nothing, said, NoneOfThem);
        if (chosen is null || !offered.Contains(chosen, StringComparer.Ordinal))
            return choice.TryAgain(turn, this, said);
        turn.Write(Slots.Chosen, FlowValue.Of(chosen));
        return Leave(turn, Found, said, chosen);
    }

    private static string? Typed(string said, string[] offered)
    {
        var words = Words.Fold(said).Split([' ', '.', ',', '!', ')'], StringSplitOptions.RemoveEmptyEntries);
        if (PropertyReferences.Find(said) is { } reference)
            return reference;
        if (words.Any(w => No.Contains(w, StringComparer.Ordinal)))
            return NoneOfThem;
        if (offered.Length == 1 && words.FirstOrDefault() is "sim" or "yes" or "quero" or "este" or "esse")
            return offered[0];
        return words is [.., var last] && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1
            ? offered.ElementAtOrDefault(number - 1)
            : null;
    }

    private static OutgoingContent Card(FoundListing listing, ListingWords words)
    {
        string[] lines = [$"*{listing.Title}*", listing.Facts, listing.Reason, $"Ref. {listing.Reference}"];
        var body = Words.Cut(string.Join('\n', lines.Where(l => l.Length > 0)), LongestBody);
        if (listing.Url is { } url)
            return new OutgoingContent.Card(body, ListLimits.Button(words.Card), url, listing.PhotoUrl);
        return listing.PhotoUrl is { } photo ? new OutgoingContent.Media("image", photo, Caption: body) : new OutgoingContent.Text(body);
    }

    private int Leave(Turn turn, int exit, string? input = null, string? output = null, string? error = null)
    {
        if (exit == Nowhere)
            return turn.HandOver(this, Reasons.NoBranch);
        turn.Trace(this, input, output, error);
        return exit;
    }
}

internal sealed record ListingSlots(int Count, int First, int Chosen, int Offered)
{
    public const string Choice = "properties.choice";

    public static ListingSlots Of(NodeReader data) =>
        new(data.Sets("properties.count"), data.Sets("properties.first_reference"), data.Sets(Choice), data.Sets("properties.offered"));
}

internal sealed record ListingTemplates
{
    public Template? Business { get; private init; }
    public Template? Type { get; private init; }
    public Template? Typology { get; private init; }
    public ValueSource? AreaMin { get; private init; }
    public Template? Places { get; private init; }
    public ValueSource? Budget { get; private init; }
    public Template? Reference { get; private init; }
    public Template? Text { get; private init; }

    public static ListingTemplates Read(NodeReader data) =>
        new()
        {
            Business = data.OptionalTemplate("business"),
            Type = data.OptionalTemplate("type"),
            Typology = data.OptionalTemplate("typology"),
            AreaMin = data.Has("area_min") ? ValueSource.Read(data.Child("area_min"), "area_min") : null,
            Places = data.OptionalTemplate("places"),
            Budget = data.Has("budget") ? ValueSource.Read(data.Child("budget"), "budget") : null,
            Reference = data.OptionalTemplate("reference"),
            Text = data.OptionalTemplate("text"),
        };

    public ListingWishes Render(Turn turn, FlowNode node) =>
        new()
        {
            Business = Say(Business, turn, node),
            Type = Say(Type, turn, node),
            Typology = Say(Typology, turn, node),
            AreaMin = Number(AreaMin, turn, node),
            Places = Say(Places, turn, node),
            Budget = Number(Budget, turn, node),
            Reference = Say(Reference, turn, node) ?? (turn.Peek(Builtin.FirstReference) is { IsEmpty: false } first ? first.ToString() : null),
            Text = Say(Text, turn, node),
        };

    private static string? Say(Template? template, Turn turn, FlowNode node) => template?.Render(turn, node).Trim() is { Length: > 0 } text ? text : null;

    private static decimal? Number(ValueSource? source, Turn turn, FlowNode node) =>
        source?.Value(turn, node) is not { IsEmpty: false } value ? null
        : value.Kind == ValueKind.Number ? value.Number
        : Numbers.TryParse(value.ToString(), out var number) ? number
        : null;
}
