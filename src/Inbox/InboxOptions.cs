namespace Aldrava.Inbox;

/// <summary>The deployment's own WhatsApp settings; each number may have its own besides. Empty counts as unset.</summary>
internal sealed record InboxOptions(string? AppSecret, string? VerifyToken)
{
    public const string DevelopmentAppSecret = "sandbox-app-secret";
    public const string DevelopmentVerifyToken = "sandbox-verify-token";

    public static InboxOptions From(IConfiguration configuration, IHostEnvironment environment) =>
        new(
            Setting(configuration["WHATSAPP_APP_SECRET"]) ?? (environment.IsDevelopment() ? DevelopmentAppSecret : null),
            Setting(configuration["WHATSAPP_VERIFY_TOKEN"]) ?? (environment.IsDevelopment() ? DevelopmentVerifyToken : null)
        );

    private static string? Setting(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
