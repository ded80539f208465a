using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Aldrava.Crm.Sync;

/// <summary>
/// How far a phone has come (docs/adr/0013): a round reads everything that was written by transaction <see cref="Low"/> or later, and the next round
/// begins at <see cref="Floor"/>, the oldest transaction that was still open when this one began.
/// </summary>
/// <param name="Scope">Whose sight it is about, as text.</param>
/// <param name="Era">Which database it is about.</param>
/// <param name="Low">0 in the first round, which reads all there is.</param>
/// <param name="Floor">0 until the round has begun.</param>
/// <param name="Position">After what the next page begins; null at the beginning of a round.</param>
internal sealed record SyncCursor(string Scope, long Era, ulong Low, ulong Floor, SyncPosition? Position)
{
    private const string Form = "1";
    private const int Parts = 8;
    private const int MaxLength = 400;

    /// <summary>A round that reads everything.</summary>
    public static SyncCursor Everything(SyncScope scope, SyncMoment moment) => new(scope.ToString(), moment.Era, 0, 0, Position: null);

    /// <summary>Whether all there is, is read: then there is nothing to be told that went away.</summary>
    public bool IsFirstRound => Low == 0;

    /// <summary>Whether it means what the caller sees, in this database as it is. After a restored backup, transactions may not have happened yet.</summary>
    public bool Fits(SyncScope scope, SyncMoment moment) => Scope == scope.ToString() && Era == moment.Era && Math.Max(Low, Floor) <= moment.Next;

    /// <summary>Notes what the next round has to begin at, unless the round has begun already.</summary>
    public SyncCursor Begun(SyncMoment moment) => Position is null ? this with { Floor = moment.OldestOpen } : this;

    /// <summary>The beginning of the next round.</summary>
    public SyncCursor Ended() => this with { Low = Floor, Floor = 0, Position = null };

    public override string ToString()
    {
        var (changedIn, stream, place) = Position ?? new SyncPosition(0, 0, 0);
        var text = string.Create(CultureInfo.InvariantCulture, $"{Form}/{Scope}/{Era}/{Low}/{Floor}/{changedIn}/{stream}/{place}");
        return WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static SyncCursor? Read(string text)
    {
        if (text.Length > MaxLength || Decode(text)?.Split('/') is not { Length: Parts } parts || parts[0] != Form)
            return null;
        var known =
            long.TryParse(parts[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var era)
            & Number(parts[3], out var low)
            & Number(parts[4], out var floor)
            & Number(parts[5], out var changedIn)
            & int.TryParse(parts[6], NumberStyles.None, CultureInfo.InvariantCulture, out var stream)
            & long.TryParse(parts[7], NumberStyles.None, CultureInfo.InvariantCulture, out var place);
        if (!known)
            return null;
        return new SyncCursor(parts[1], era, low, floor, stream == 0 ? null : new SyncPosition(changedIn, stream, place));
    }

    private static bool Number(string text, out ulong number) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string? Decode(string text)
    {
        try
        {
            return Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(text));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

/// <summary>A place in the stream of changes.</summary>
/// <param name="ChangedIn">The transaction that wrote it.</param>
/// <param name="Stream">Which of the streams that are merged into one; from 1.</param>
/// <param name="Place">Its id in there.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SyncPosition(ulong ChangedIn, int Stream, long Place);

/// <summary>What the database said when it was asked.</summary>
/// <param name="OldestOpen">All older transactions have ended and are seen from now on.</param>
/// <param name="Next">No transaction as new as this had begun to write.</param>
/// <param name="Era">Changes when the database is restored, or when a standby takes over.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SyncMoment(ulong OldestOpen, ulong Next, long Era);
