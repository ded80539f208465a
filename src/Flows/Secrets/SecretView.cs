namespace Aldrava.Flows.Secrets;

/// <summary>A secret without what is secret.</summary>
internal sealed record SecretView(Guid Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    private static readonly DateTimeOffset SampleTime = new(2026, 3, 12, 15, 0, 0, TimeSpan.Zero);

    public static SecretView Example => new(new Guid("0199a000-0000-7000-8000-000000000005"), "crm_key", SampleTime, SampleTime);

    public static SecretView Of(FlowSecret secret) => new(secret.Id, secret.Name, secret.CreatedAt, secret.UpdatedAt);
}
