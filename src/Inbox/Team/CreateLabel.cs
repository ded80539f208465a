using System.ComponentModel.DataAnnotations;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>Makes a label.</summary>
internal static class CreateLabel
{
    /// <summary>A label as it should be.</summary>
    public sealed record Request([Required, StringLength(40)] string Name, [Required, RegularExpression("^#[0-9A-Fa-f]{6}$")] string Color) : IRequestBody
    {
        /// <summary>For the documentation.</summary>
        public static Request Example => new("Urgente", "#C0392B");
    }

    internal static async Task<IResult> Handle(Request request, CurrentUser user, InboxDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var label = new Label
        {
            Id = SequentialGuid.Next(now),
            OrganizationId = user.OrganizationId,
            Name = request.Name.Trim(),
            Color = request.Color.ToUpperInvariant(),
            CreatedAt = now,
        };
        db.Add(label);
        return await db.SaveAsync(ct) is null ? TypedResults.Created($"/api/v1/labels/{label.Id}", LabelView.From(label)) : Errors.Label.NameTaken(label.Name);
    }
}

/// <summary>Renames or repaints a label.</summary>
internal static class ChangeLabel
{
    internal static async Task<IResult> Handle(Guid id, CreateLabel.Request request, InboxDbContext db, CancellationToken ct)
    {
        if (await db.Labels.SingleOrDefaultAsync(l => l.Id == id, ct) is not { } label)
            return Errors.Label.NotFound(id);
        (label.Name, label.Color) = (request.Name.Trim(), request.Color.ToUpperInvariant());
        return await db.SaveAsync(ct) is null ? TypedResults.Ok(LabelView.From(label)) : Errors.Label.NameTaken(label.Name);
    }
}

/// <summary>Takes a label off everything and away.</summary>
internal static class DeleteLabel
{
    internal static async Task<IResult> Handle(Guid id, InboxDbContext db, CancellationToken ct) =>
        await db.Labels.Where(l => l.Id == id).ExecuteDeleteAsync(ct) > 0 ? TypedResults.NoContent() : Errors.Label.NotFound(id);
}
