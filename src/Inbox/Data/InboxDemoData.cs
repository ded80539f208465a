using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Numbers;
using Aldrava.Inbox.Sandbox;
using Aldrava.Platform.Data;
using Aldrava.Platform.Hosting;
using Aldrava.Platform.Security;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Data;

/// <summary>The WhatsApp number of the demo data.</summary>
internal sealed class InboxDemoData(InboxDbContext db, IOrganizations organizations, Tenant tenant, SecretBox secrets, TimeProvider clock) : IDemoData
{
    private const string Prefix = "IMV";

    /// <inheritdoc />
    public async Task SeedAsync(CancellationToken ct)
    {
        if (await organizations.FindByPrefixAsync(Prefix, ct) is not { } agency)
            return;
        tenant.Enter(agency.Id);
        if (await db.Numbers.AnyAsync(n => n.PhoneNumberId == DemoNumber.PhoneNumberId, ct))
            return;
        var now = clock.GetUtcNow();
        db.Add(
            new WhatsAppNumber
            {
                Id = SequentialGuid.Next(now),
                OrganizationId = agency.Id,
                DisplayPhoneNumber = DemoNumber.Display,
                PhoneNumberId = DemoNumber.PhoneNumberId,
                BusinessAccountId = DemoNumber.BusinessAccountId,
                AccessToken = secrets.Seal(DemoNumber.AccessToken),
                AppSecret = secrets.Seal(InboxOptions.DevelopmentAppSecret),
                VerifyToken = secrets.Seal(InboxOptions.DevelopmentVerifyToken),
                DefaultChatbotId = DemoNumber.ChatbotId,
                CreatedAt = now,
            }
        );
        await db.SaveChangesAsync(ct);
    }
}
