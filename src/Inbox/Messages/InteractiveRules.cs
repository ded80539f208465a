using static Aldrava.Inbox.Messages.MessageRequest;

namespace Aldrava.Inbox.Messages;

/// <summary>WhatsApp's limits for buttons, lists and links.</summary>
internal static class InteractiveRules
{
    private const string At = "body.interactive";
    private const int LongestBody = 1024;
    private const int LongestListBody = 4096;
    private const int LongestEdge = 60;
    private const int MostButtons = 3;
    private const int LongestTitle = 20;
    private const int LongestButtonId = 256;
    private const int MostRows = 10;
    private const int LongestRowTitle = 24;
    private const int LongestRowDescription = 72;
    private const int LongestRowId = 200;

    public static void Check(FieldRules rules, InteractiveBody interactive)
    {
        if (!rules.Needs($"{At}.type", interactive.Type))
            return;
        if (interactive.Type is not ("button" or "list" or "cta_url"))
        {
            rules.Bad($"{At}.type", "enum");
            return;
        }
        rules.NeedsText($"{At}.body.text", interactive.Body?.Text, interactive.Type == "list" ? LongestListBody : LongestBody);
        CheckEdges(rules, interactive);
        if (!rules.Needs($"{At}.action", interactive.Action))
            return;
        switch (interactive.Type)
        {
            case "button":
                CheckButtons(rules, interactive.Action!);
                break;
            case "list":
                CheckList(rules, interactive.Action!);
                break;
            default:
                rules.NeedsText($"{At}.action.parameters.display_text", interactive.Action!.Parameters?.DisplayText, LongestTitle);
                rules.NeedsLink($"{At}.action.parameters.url", interactive.Action.Parameters?.Url);
                break;
        }
    }

    private static void CheckEdges(FieldRules rules, InteractiveBody interactive)
    {
        if (interactive.Header is { } header)
        {
            // A picture stands above a link; above the others there are words.
            var wanted = interactive.Type == "cta_url" ? "image" : "text";
            if (header.Type != wanted)
                rules.Bad($"{At}.header.type", "enum");
            else if (wanted == "image")
                rules.NeedsLink($"{At}.header.image.link", header.Image?.Link);
            else
                rules.NeedsText($"{At}.header.text", header.Text, LongestEdge);
        }
        if (interactive.Footer is { } footer)
            rules.NeedsText($"{At}.footer.text", footer.Text, LongestEdge);
    }

    private static void CheckButtons(FieldRules rules, ActionBody action)
    {
        if (!rules.NeedsItems($"{At}.action.buttons", action.Buttons, MostButtons))
            return;
        var buttons = action.Buttons!;
        for (var i = 0; i < buttons.Count; i++)
        {
            rules.NeedsText(Reply(i, "id"), buttons[i].Reply?.Id, LongestButtonId);
            rules.NeedsText(Reply(i, "title"), buttons[i].Reply?.Title, LongestTitle);
        }
        rules.Unlike(buttons.Select((b, i) => (Reply(i, "id"), b.Reply?.Id)));
        rules.Unlike(buttons.Select((b, i) => (Reply(i, "title"), b.Reply?.Title)));
    }

    private static string Reply(int button, string field) => $"{At}.action.buttons[{button}].reply.{field}";

    private static void CheckList(FieldRules rules, ActionBody action)
    {
        rules.NeedsText($"{At}.action.button", action.Button, LongestTitle);
        if (!rules.NeedsItems($"{At}.action.sections", action.Sections, MostRows))
            return;
        var sections = action.Sections!;
        var ids = new List<(string, string?)>();
        for (var s = 0; s < sections.Count; s++)
        {
            var section = $"{At}.action.sections[{s}]";
            if (sections.Count > 1)
                rules.NeedsText($"{section}.title", sections[s].Title, LongestRowTitle);
            else
                rules.MayHaveText($"{section}.title", sections[s].Title, LongestRowTitle);
            if (rules.NeedsItems($"{section}.rows", sections[s].Rows, MostRows))
                CheckRows(rules, section, sections[s].Rows!, ids);
        }
        rules.Unlike(ids);
        // Of each section that is no more than the limit: of all together.
        if (ids.Count > MostRows && sections.All(s => s.Rows is null || s.Rows.Count <= MostRows))
            rules.Bad($"{At}.action.sections", "too_long", MostRows);
    }

    private static void CheckRows(FieldRules rules, string section, IReadOnlyList<RowBody> rows, List<(string, string?)> ids)
    {
        for (var r = 0; r < rows.Count; r++)
        {
            var row = $"{section}.rows[{r}]";
            rules.NeedsText($"{row}.id", rows[r].Id, LongestRowId);
            rules.NeedsText($"{row}.title", rows[r].Title, LongestRowTitle);
            rules.MayHaveText($"{row}.description", rows[r].Description, LongestRowDescription);
            ids.Add(($"{row}.id", rows[r].Id));
        }
    }
}
