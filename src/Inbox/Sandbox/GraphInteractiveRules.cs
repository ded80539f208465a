using System.Text.Json;
using Aldrava.Inbox.WhatsApp;
using static Aldrava.Inbox.Sandbox.GraphRules;

namespace Aldrava.Inbox.Sandbox;

/// <summary>What Meta refuses in interactive messages: buttons and lists in full, the other kinds in their outline.</summary>
internal static class GraphInteractiveRules
{
    private const int LongestButtonBody = 1024;
    private const int LongestListBody = 4096;
    private const int LongestHeader = 60;
    private const int LongestFooter = 60;
    private const int MostButtons = 3;
    private const int LongestButtonTitle = 20;
    private const int LongestButtonId = 256;
    private const int MostSections = 10;
    private const int MostRows = 10;
    private const int LongestRowTitle = 24;
    private const int LongestRowDescription = 72;
    private const int LongestRowId = 200;

    private static readonly string[] s_otherTypes =
    [
        "address_message",
        "call_permission_request",
        "carousel",
        "catalog_message",
        "cta_url",
        "flow",
        "location_request_message",
        "order_details",
        "order_status",
        "product",
        "product_list",
        "request_contact_info",
        "voice_call",
    ];

    internal static GraphError? Check(JsonElement interactive)
    {
        if (interactive.Text("type") is not { } type)
            return Missing("interactive.type");
        if (NeedsObject(interactive, "action", "interactive.action") is { } noAction)
            return noAction;
        var action = interactive.Object("action")!.Value;
        var content = type switch
        {
            "button" => CheckBody(interactive, LongestButtonBody) ?? CheckButtons(action),
            "list" => CheckBody(interactive, LongestListBody) ?? CheckList(action),
            "product" => interactive.Member("body") is null ? null : CheckBody(interactive, LongestButtonBody),
            _ when s_otherTypes.Contains(type, StringComparer.Ordinal) => CheckBody(interactive, LongestButtonBody),
            _ => Wrong($"Interactive type \"{type}\" is not supported."),
        };
        return content ?? CheckHeader(type, interactive) ?? CheckFooter(interactive);
    }

    private static GraphError? CheckBody(JsonElement interactive, int longest) =>
        NeedsObject(interactive, "body", "interactive.body") ?? NeedsText(interactive.Object("body")!.Value, "text", "Body text", longest);

    private static GraphError? CheckFooter(JsonElement interactive)
    {
        if (interactive.Member("footer") is null)
            return null;
        return NeedsObject(interactive, "footer", "interactive.footer") ?? NeedsText(interactive.Object("footer")!.Value, "text", "Footer text", LongestFooter);
    }

    private static GraphError? CheckHeader(string type, JsonElement interactive)
    {
        if (interactive.Member("header") is null)
            return null;
        if (NeedsObject(interactive, "header", "interactive.header") is { } noHeader)
            return noHeader;
        var header = interactive.Object("header")!.Value;
        return header.Text("type") switch
        {
            null => Missing("Header type"),
            "text" => NeedsText(header, "text", "Header text", LongestHeader),
            { } other when type is "list" or "product_list" => Wrong($"Header type \"{other}\" is not supported here, only text."),
            ("image" or "video" or "document") and var media => NeedsObject(header, media, $"Header {media}")
                ?? GraphRequestValidator.CheckMedia(media, header.Object(media)!.Value),
            { } unknown => Wrong($"Header type \"{unknown}\" is not supported."),
        };
    }

    private static GraphError? CheckButtons(JsonElement action)
    {
        if ((NeedsItems(action, "buttons", "buttons", MostButtons) ?? Each(action.Array("buttons"), CheckButton)) is { } error)
            return error;
        var replies = action.Array("buttons").Items().Select(button => button.Object("reply")).ToList();
        if (HasDuplicates(replies.Select(reply => reply.Text("title"))))
            return Unexpected("Duplicate button title");
        return HasDuplicates(replies.Select(reply => reply.Text("id"))) ? Wrong("Duplicate button id") : null;
    }

    private static GraphError? CheckButton(JsonElement button)
    {
        if (button.Text("type") is not "reply")
            return Wrong("Button type must be reply.");
        if (NeedsObject(button, "reply", "Button reply") is { } noReply)
            return noReply;
        var reply = button.Object("reply")!.Value;
        return NeedsText(reply, "title", "Button title", LongestButtonTitle) ?? NeedsText(reply, "id", "Button id", LongestButtonId);
    }

    private static GraphError? CheckList(JsonElement action)
    {
        if ((NeedsText(action, "button", "List button", LongestButtonTitle) ?? NeedsItems(action, "sections", "sections", MostSections)) is { } error)
            return error;
        var sections = action.Array("sections").Items().ToList();
        if (sections.Select(section => CheckSection(section, sections.Count)).FirstOrDefault(wrong => wrong is not null) is { } wrongSection)
            return wrongSection;
        var rows = sections.SelectMany(section => section.Array("rows").Items()).ToList();
        if (rows.Count > MostRows)
            return Wrong($"Total row count exceed max allowed count: {MostRows}");
        return HasDuplicates(rows.Select(row => row.Text("id"))) ? Wrong("Duplicate row id") : null;
    }

    private static GraphError? CheckSection(JsonElement section, int sections) =>
        (sections > 1 ? NeedsText(section, "title", "Section title", LongestRowTitle) : MayHaveText(section, "title", "Section title", LongestRowTitle))
        ?? NeedsItems(section, "rows", "rows", int.MaxValue)
        ?? Each(section.Array("rows"), CheckRow);

    private static GraphError? CheckRow(JsonElement row) =>
        NeedsText(row, "id", "Row id", LongestRowId)
        ?? NeedsText(row, "title", "Row title", LongestRowTitle)
        ?? MayHaveText(row, "description", "Row description", LongestRowDescription);
}
