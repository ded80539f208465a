using Aldrava.Platform.Data;

namespace Aldrava.Accounts.Users;

/// <summary>A profile that leads, visits and conversations are given to; usually some user's.</summary>
internal sealed class Agent : ITenantOwned
{
    private Agent() { }

    public long Id { get; private set; }
    public long OrganizationId { get; private set; }
    public string Name { get; private set; } = "";
    public string? Email { get; private set; }
    public string? Phone { get; private set; }
    public bool IsActive { get; private set; } = true;
    public DateTimeOffset CreatedAt { get; private set; }

    public static Agent Of(long organizationId, string name, string? email, string? phone, DateTimeOffset now) =>
        new()
        {
            OrganizationId = organizationId,
            Name = name,
            Email = email,
            Phone = phone,
            CreatedAt = now,
        };

    /// <summary>Changes what is given; an empty text takes the address or number away.</summary>
    public void Change(string? name, string? email, string? phone, bool? isActive)
    {
        Name = name?.Trim() ?? Name;
        Email = email is null ? Email : NullIfBlank(email);
        Phone = phone is null ? Phone : NullIfBlank(phone);
        IsActive = isActive ?? IsActive;
    }

    private static string? NullIfBlank(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
