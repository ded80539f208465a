using Aldrava.Platform.Data;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Contract;

/// <summary>A caller who goes away while their write is committed is no failure of ours.</summary>
public sealed class AbandonedCommitTests
{
    [Fact]
    public async Task A_commit_that_was_given_up_ends_as_what_it_is()
    {
        await using var app = await AldravaApp.StartAsync();
        await using var scope = app.Services.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<DbSession>();

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await using var work = await session.BeginAsync(CancellationToken.None);
            await work.CommitAsync(new CancellationToken(canceled: true));
        });

        await using var next = await session.BeginAsync(CancellationToken.None);
        await next.CommitAsync(CancellationToken.None);
    }
}
