using Aldrava.Accounts.Audit;
using Aldrava.Accounts.Invitations;
using Aldrava.Accounts.Organizations;
using Aldrava.Accounts.PasswordChanges;
using Aldrava.Accounts.Sessions;
using Aldrava.Accounts.Users;
using Aldrava.Platform.Http;

namespace Aldrava.Accounts;

/// <summary>The routes of user administration, invitations, passwords and the audit log.</summary>
internal static class PeopleEndpoints
{
    private const string Passwords = "Its body holds a password, of which not even a hash may be kept";

    internal static void Map(IEndpointRouteBuilder app)
    {
        MapPasswords(app);
        MapUsers(app.MapGroup("/api/users").WithTags("Users").RequireAdmin().Validated());
        MapInvitations(app.MapGroup("/api/invitations").WithTags("Users").RequireAdmin().Validated());

        var agents = app.MapGroup("/api/agents").WithTags("Users").Validated();
        agents.MapGet("/", ListAgents.Handle).RequireMember().Returns<AgentDetail[]>();
        agents
            .MapPatch("/{id:long}", ChangeAgent.Handle)
            .RequireAdmin()
            .Idempotent()
            .Returns<AgentDetail>()
            .Fails(Errors.Agent.NotFound(default), Errors.User.SuperAdminsOnly());

        app.MapGet("/api/audit", ListAudit.Handle).WithTags("Audit").RequireAdmin().Returns<ListAudit.Item[]>();
    }

    private static void MapPasswords(IEndpointRouteBuilder app)
    {
        var own = app.MapGroup("/api/auth/password").WithTags("Auth").WithMetadata(new OwnAccount()).RequireMember().AllowViewer().Validated();
        own.MapPost("/", ChangePassword.Handle)
            .NotIdempotent(Passwords)
            .Returns<ChangePassword.Answer>()
            .Fails(Errors.Password.Wrong(), Errors.Auth.TooManyAttempts(default), Errors.Auth.Busy());

        var open = app.MapGroup("/api/auth/password").WithTags("Auth").AllowAnonymous().Validated();
        open.MapPost("/forgot", ForgotPassword.Handle)
            .NotIdempotent("Asking again only sends another mail")
            .Returns<ForgotPassword.Answer>(202)
            .Fails(Errors.Auth.TooManyAttempts(default), Errors.Mail.NotConfigured());
        open.MapPost("/reset", ResetPassword.Handle)
            .NotIdempotent(Passwords)
            .Returns<ChangePassword.Answer>()
            .Fails(Errors.Password.BadToken(), Errors.Auth.Busy());
    }

    private static void MapUsers(RouteGroupBuilder users)
    {
        Error[] refusals = [Errors.User.NotFound(default), Errors.User.SuperAdminsOnly()];
        users.MapGet("/", ListUsers.Handle).Returns<UserDetail[]>();
        users.MapGet("/{id:long}", ShowUser.Handle).Returns<UserDetail>().Fails(Errors.User.NotFound(default));
        users
            .MapPatch("/{id:long}", ChangeUser.Handle)
            .Idempotent()
            .Returns<UserDetail>()
            .Fails([.. refusals, Errors.User.OwnRole(), Errors.User.OwnAccount(), Errors.User.LastAdmin()]);
        users
            .MapPut("/{id:long}/agent", AttachAgent.Handle)
            .Idempotent()
            .Returns<UserDetail>()
            .Fails([.. refusals, Errors.User.HasAgent(default), Errors.Agent.NotFound(default), Errors.Agent.Taken(default)]);
        users.MapDelete("/{id:long}/agent", DetachAgent.Handle).Idempotent().Returns<UserDetail>().Fails(refusals);
        users
            .MapPost("/{id:long}/reset-password", SendPasswordReset.Handle)
            .Idempotent()
            .Returns<SendPasswordReset.Answer>(202)
            .Fails([.. refusals, Errors.User.Inactive(), Errors.Mail.NotConfigured()]);
        users.MapPost("/{id:long}/revoke-sessions", RevokeUserSessions.Handle).Idempotent().Returns<RevokeOtherSessions.Answer>().Fails(refusals);
    }

    private static void MapInvitations(RouteGroupBuilder invitations)
    {
        Error[] refusals = [Errors.User.SuperAdminsOnly(), Errors.Registration.Closed(), Errors.Mail.NotConfigured(), Errors.Auth.TooManyAttempts(default)];
        invitations.MapGet("/", ListInvitations.Handle).Returns<InvitationView[]>();
        invitations
            .MapPost("/", InvitePerson.Handle)
            .Idempotent()
            .Returns<InvitationView>(201)
            .Fails([.. refusals, Errors.Invitation.AlreadyMember(), Errors.Invitation.Open(default)]);
        invitations
            .MapPost("/{id:long}/resend", ResendInvitation.Handle)
            .Idempotent()
            .Returns<InvitationView>()
            .Fails([.. refusals, Errors.Invitation.NotFound(default), Errors.Invitation.Over()]);
        invitations
            .MapDelete("/{id:long}", RevokeInvitation.Handle)
            .Idempotent()
            .Returns<InvitationView>()
            .Fails(Errors.Invitation.NotFound(default), Errors.Invitation.Over());
    }
}
