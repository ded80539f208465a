using System.ComponentModel.DataAnnotations;

namespace Aldrava.Crm.Visits;

/// <summary>How near an agent has to be. Configuration section <c>CheckIn</c>.</summary>
internal sealed class CheckInOptions
{
    /// <summary>How far from the property still counts as being there.</summary>
    [Range(1, 100_000)]
    public int RadiusMeters { get; set; } = 200;

    /// <summary>By how much the device's own doubt about its position may widen that.</summary>
    [Range(0, 100_000)]
    public int AccuracyAllowanceMeters { get; set; } = 200;

    /// <summary>A position with more doubt than this proves nothing.</summary>
    [Range(1, 100_000)]
    public int WorstAccuracyMeters { get; set; } = 500;
}
