using Aldrava.Accounts.Contracts;
using Aldrava.Accounts.Data;
using Aldrava.Accounts.Sessions;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Accounts.Users;

/// <summary>The caller, as the phone app shows them.</summary>
internal static class ShowMeOnMobile
{
    public sealed record Answer(long Id, string Email, string FullName, Role Role, long? AgentId, AgentView? Agent, OrganizationView Organization)
    {
        public static Answer Example =>
            new(
                34,
                "joao.teste@imoveismais.pt",
                "João Teste",
                Role.Agent,
                1,
                AgentView.Example,
                new OrganizationView(1, "Imóveis Mais", "IMV", "Europe/Lisbon")
            );
    }

    public sealed record AgentView(long Id, string Name, string? Email, string? Phone)
    {
        public static AgentView Example => new(1, "João Teste", "joao.teste@imoveismais.pt", "+351912345678");
    }

    public sealed record OrganizationView(long Id, string Name, string ReferencePrefix, string TimeZone);

    internal static async Task<IResult> Handle(CurrentUser caller, AccountsDbContext db, CancellationToken ct)
    {
        if (await Me.FindAsync(caller, db, ct) is not { } me)
            return CommonErrors.Token.Invalid();
        var (user, organization) = (me.User, me.Organization);
        var agent = await db.Agents.Where(a => a.Id == me.AgentId).Select(a => new AgentView(a.Id, a.Name, a.Email, a.Phone)).SingleOrDefaultAsync(ct);
        var home = new OrganizationView(organization.Id, organization.Name, organization.ReferencePrefix, organization.TimeZone);
        return TypedResults.Ok(new Answer(user.Id, user.Email, user.FullName, user.Role, me.AgentId, agent, home));
    }
}

/// <summary>The caller.</summary>
internal static class ShowMe
{
    internal static async Task<IResult> Handle(CurrentUser caller, AccountsDbContext db, CancellationToken ct) =>
        await Me.FindAsync(caller, db, ct) is { } me ? TypedResults.Ok(UserView.Of(me)) : CommonErrors.Token.Invalid();
}

/// <summary>Whether the access token is good, and until when.</summary>
internal static class VerifyToken
{
    public sealed record Answer(bool Valid, long UserId, DateTimeOffset ExpiresAt)
    {
        public static Answer Example => new(Valid: true, 33, DateTimeOffset.UnixEpoch);
    }

    internal static IResult Handle(CurrentUser caller, HttpContext http) =>
        TypedResults.Ok(new Answer(Valid: true, caller.UserId, http.Features.GetRequiredFeature<TokenCheck.SignedIn>().ExpiresAt));
}

internal static class Me
{
    internal static Task<Account?> FindAsync(CurrentUser caller, AccountsDbContext db, CancellationToken ct) =>
        (
            from user in db.Users
            join organization in db.Organizations on user.OrganizationId equals organization.Id
            where user.Id == caller.UserId
            select new Account(user, organization, db.Agents.Any(a => a.Id == user.AgentId && a.IsActive))
        )
            .AsNoTracking()
            .SingleOrDefaultAsync(ct);
}
