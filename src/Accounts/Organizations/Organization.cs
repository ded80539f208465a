namespace Aldrava.Accounts.Organizations;

/// <summary>An agency: the tenant.</summary>
internal sealed class Organization
{
    public const string DefaultTimeZone = "Europe/Lisbon";

    private Organization() { }

    public long Id { get; private set; }
    public string Name { get; private set; } = "";
    public string ReferencePrefix { get; private set; } = "";
    public string TimeZone { get; private set; } = DefaultTimeZone;
    public DateTimeOffset CreatedAt { get; private set; }

    public static Organization Found(string name, string referencePrefix, DateTimeOffset now) =>
        new()
        {
            Name = name,
            ReferencePrefix = referencePrefix,
            CreatedAt = now,
        };
}
