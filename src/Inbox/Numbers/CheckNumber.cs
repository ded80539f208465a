using Aldrava.Inbox.Data;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Numbers;

/// <summary>POST /api/v1/whatsapp/{id}/check: asks Meta whether the number's token works, and takes over what Meta says of the number.</summary>
internal static class CheckNumber
{
    /// <param name="Works">Meta knows the number and accepts its token.</param>
    /// <param name="Error">Why it does not work.</param>
    /// <param name="Number">The number with what Meta said of it.</param>
    public sealed record Answer(bool Works, GraphErrorText? Error, NumberView Number)
    {
        public static Answer Example => new(true, null, NumberView.Example);
    }

    internal static async Task<IResult> Handle(
        Guid id,
        HttpContext http,
        InboxDbContext db,
        NumberSecrets secrets,
        GraphManagement graph,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var number = await db.Numbers.SingleOrDefaultAsync(n => n.Id == id, ct);
        if (number is null)
            return Errors.Number.NotFound(id);
        if (secrets.GraphOf(number) is not { } sender)
            return Errors.Number.NoAccessToken(id);
        switch (await graph.ShowNumberAsync(sender, ct))
        {
            case GraphResult.Done done:
                Take(number, done.Body, clock.GetUtcNow());
                await db.SaveChangesAsync(ct);
                return TypedResults.Ok(new Answer(true, null, NumberView.From(number)));
            case GraphResult.Refused refused:
                return TypedResults.Ok(new Answer(false, GraphErrorTexts.Of(refused.Code, refused.Details, Languages.Of(http)), NumberView.From(number)));
            default:
                return Errors.Graph.NoAnswer();
        }
    }

    private static void Take(WhatsAppNumber number, System.Text.Json.JsonElement body, DateTimeOffset now)
    {
        number.VerifiedName = body.Text("verified_name") ?? number.VerifiedName;
        number.QualityRating = body.Text("quality_rating") ?? number.QualityRating;
        number.NameStatus = body.Text("name_status") ?? number.NameStatus;
        number.MessagingLimit = body.Text("messaging_limit_tier") ?? number.MessagingLimit;
        number.HeardAt = now;
    }
}
