using System.Linq.Expressions;

namespace Aldrava.Inbox.Team;

/// <summary>A canned reply.</summary>
public sealed record CannedReplyView(Guid Id, string Shortcut, string? Title, string Text, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>For the documentation.</summary>
    public static CannedReplyView Example =>
        new(
            new Guid("0199a000-0000-7000-8000-000000000040"),
            "ola",
            "Primeira resposta",
            "Olá {{contact.first_name}}, fala {{agent.name}} da {{organization.name}}. Em que posso ajudar?",
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch
        );

    internal static Expression<Func<CannedReply, CannedReplyView>> Of =>
        reply => new CannedReplyView(reply.Id, reply.Shortcut, reply.Title, reply.Text, reply.CreatedAt, reply.UpdatedAt);

    internal static CannedReplyView From(CannedReply reply) => new(reply.Id, reply.Shortcut, reply.Title, reply.Text, reply.CreatedAt, reply.UpdatedAt);
}
