using System.Net;
using Aldrava.Accounts.Contracts;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;
using Aldrava.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Accounts;

public sealed class AuditLogTests
{
    private const string Count = "select count(*) from accounts.audit_log where action = 'lead.erased'";

    [Fact]
    public async Task An_entry_says_who_and_from_where_without_being_told()
    {
        await using var app = await AldravaApp.StartAsync();
        var agency = await Agency.FoundAsync(app);

        await app.InScopeAsync(
            agency.Id,
            async services =>
            {
                var http = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse("192.0.2.7") } };
                http.Request.Headers.UserAgent = "a browser";
                http.Features.Set(new CurrentUser(77, agency.Id, "ana@tst.pt", Role.OrgAdmin, AgentId: null, SessionId: 1, TimeZoneInfo.Utc));
                services.GetRequiredService<IHttpContextAccessor>().HttpContext = http;
                await services.GetRequiredService<IAuditLog>().WriteAsync("lead.erased", "lead:12", new { KeptCounts = true }, CancellationToken.None);
                return true;
            }
        );

        var entry =
            "select user_id || ' ' || subject || ' ' || details || ' ' || ip_address || ' ' || user_agent from accounts.audit_log where action = 'lead.erased'";
        (await app.ScalarAsync<string>(entry)).ShouldBe("""77 lead:12 {"kept_counts": true} 192.0.2.7 a browser""");
    }

    [Fact]
    public async Task Outside_of_a_request_it_was_the_server()
    {
        await using var app = await AldravaApp.StartAsync();
        var agency = await Agency.FoundAsync(app);

        await app.InScopeAsync(agency.Id, s => WriteAsync(s, commit: true));

        (await app.ScalarAsync<long>(Count + " and user_id is null and ip_address is null and details is null")).ShouldBe(1);
    }

    [Fact]
    public async Task It_commits_with_the_deed_and_is_given_up_with_it()
    {
        await using var app = await AldravaApp.StartAsync();
        var agency = await Agency.FoundAsync(app);

        await app.InScopeAsync(agency.Id, s => WriteAsync(s, commit: false));
        (await app.ScalarAsync<long>(Count)).ShouldBe(0);

        await app.InScopeAsync(agency.Id, s => WriteAsync(s, commit: true));
        (await app.ScalarAsync<long>(Count)).ShouldBe(1);
    }

    [Fact]
    public async Task Without_an_organization_there_is_nothing_to_write_it_for()
    {
        await using var app = await AldravaApp.StartAsync();
        await using var scope = app.Services.CreateAsyncScope();

        await Should.ThrowAsync<InvalidOperationException>(() => WriteAsync(scope.ServiceProvider, commit: true));
    }

    private static async Task<bool> WriteAsync(IServiceProvider services, bool commit)
    {
        await using var work = await services.GetRequiredService<DbSession>().BeginAsync(CancellationToken.None);
        await services.GetRequiredService<IAuditLog>().WriteAsync("lead.erased", "lead:12", details: null, CancellationToken.None);
        if (commit)
            await work.CommitAsync(CancellationToken.None);
        return true;
    }
}
