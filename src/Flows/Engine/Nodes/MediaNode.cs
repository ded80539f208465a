using Aldrava.Flows.Engine.Text;
using Aldrava.Inbox.Contracts;

namespace Aldrava.Flows.Engine.Nodes;

/// <summary><c>media</c> <c>{kind: image|document|audio|video|sticker, link, caption, filename}</c>: sends a file that lies at a public link. A link that is none is passed over with a warning.</summary>
internal sealed record MediaNode(NodeHead Head, string Kind, Template Link, Template? Caption, Template? Filename, int Next) : FlowNode(Head)
{
    private const int MaxCaption = 1024;
    private const int MaxFilename = 240;
    private static readonly string[] Kinds = ["image", "document", "audio", "video", "sticker"];

    public static FlowNode Read(NodeReader data)
    {
        var kind = data.Text("kind");
        if (kind.Length > 0 && !Kinds.Contains(kind, StringComparer.Ordinal))
            data.Fault("field.invalid", ("field", "kind"), ("expected", string.Join(',', Kinds)));
        var caption = data.OptionalMessage("caption", suffix: null, MaxCaption);
        if (caption is not null && kind is ("audio" or "sticker"))
            data.Fault("field.invalid", ("field", "caption"), ("expected", "nothing"));
        return new MediaNode(data.Head, kind, data.Template("link"), caption, kind == "document" ? data.OptionalTemplate("filename") : null, data.Exit());
    }

    public override int Enter(Turn turn)
    {
        var link = Link.Render(turn, this).Trim();
        if (!IsLink(link))
        {
            turn.Warn(this, "media.link_invalid", Words.Cut(link, MaxFilename));
            turn.Trace(this, error: "media.link_invalid");
            return Next;
        }
        turn.Say(new OutgoingContent.Media(Kind, link, MediaId: null, Text(Caption, turn, MaxCaption), Text(Filename, turn, MaxFilename)));
        turn.Trace(this, output: link);
        return Next;
    }

    private static bool IsLink(string text) =>
        text.Length <= 2000 && Uri.TryCreate(text, UriKind.Absolute, out var link) && link is { Scheme: "https" or "http", UserInfo: "" };

    private string? Text(Template? template, Turn turn, int max) => template?.Render(turn, this).Trim() is { Length: > 0 } text ? Words.Cut(text, max) : null;
}
