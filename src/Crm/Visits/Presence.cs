namespace Aldrava.Crm.Visits;

/// <summary>Whether the agent was where the property is when checking in.</summary>
internal enum Presence
{
    Verified,
    OutOfRange,
    Unverified,
}

/// <summary>A place on earth, in degrees.</summary>
internal sealed record Position(double Latitude, double Longitude)
{
    private const double EarthRadiusInMeters = 6_371_008.8;

    public static Position? Of(double? latitude, double? longitude) => latitude is { } north && longitude is { } east ? new Position(north, east) : null;

    /// <summary>Along the great circle.</summary>
    public double MetersTo(Position other)
    {
        var (here, there) = (double.DegreesToRadians(Latitude), double.DegreesToRadians(other.Latitude));
        var (up, across) = (Math.Sin((there - here) / 2), Math.Sin(double.DegreesToRadians(other.Longitude - Longitude) / 2));
        var chord = up * up + Math.Cos(here) * Math.Cos(there) * across * across;
        return 2 * EarthRadiusInMeters * Math.Asin(Math.Min(1, Math.Sqrt(chord)));
    }
}

/// <summary>Where a device says it is.</summary>
/// <param name="Position">Null when it does not know.</param>
/// <param name="Accuracy">How far off that may be, in meters; below zero, as phones write it, when the position is none.</param>
internal sealed record Sighting(Position? Position, double? Accuracy);

/// <summary>What is thought of a sighting.</summary>
internal sealed record Judgement(Presence Presence, int? DistanceMeters)
{
    /// <summary>A position that is too vague, or that there is none of, proves nothing; otherwise the doubt is the agent's benefit, up to a limit.</summary>
    public static Judgement Of(Sighting seen, Position? property, CheckInOptions options)
    {
        if (seen.Position is null || property is null || seen.Accuracy is < 0)
            return new Judgement(Presence.Unverified, DistanceMeters: null);
        var meters = seen.Position.MetersTo(property);
        var rounded = (int)Math.Round(meters);
        if (seen.Accuracy > options.WorstAccuracyMeters)
            return new Judgement(Presence.Unverified, rounded);
        var reach = options.RadiusMeters + Math.Min(seen.Accuracy ?? 0, options.AccuracyAllowanceMeters);
        return new Judgement(meters <= reach ? Presence.Verified : Presence.OutOfRange, rounded);
    }
}
