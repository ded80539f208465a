using System.Linq.Expressions;

namespace Aldrava.Inbox.Team;

/// <summary>A label.</summary>
public sealed record LabelView(Guid Id, string Name, string Color, DateTimeOffset CreatedAt)
{
    /// <summary>For the documentation.</summary>
    public static LabelView Example => new(new Guid("0199a000-0000-7000-8000-000000000030"), "Urgente", "#C0392B", DateTimeOffset.UnixEpoch);

    internal static Expression<Func<Label, LabelView>> Of => label => new LabelView(label.Id, label.Name, label.Color, label.CreatedAt);

    internal static LabelView From(Label label) => new(label.Id, label.Name, label.Color, label.CreatedAt);
}
