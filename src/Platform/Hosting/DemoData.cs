namespace Aldrava.Platform.Hosting;

/// <summary>
/// A module's part of the demo data (contract, sandbox.md): made once, in development only, the same on every run, in the order the modules were added.
/// </summary>
public interface IDemoData
{
    /// <summary>Makes what is missing; does nothing when it is there.</summary>
    Task SeedAsync(CancellationToken ct);
}
