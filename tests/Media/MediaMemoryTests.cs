using Aldrava.Media.Contracts;
using Aldrava.Tests.Crm;
using Aldrava.Tests.Crm.Bulk;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Media;

[Collection(nameof(BulkMemory))]
public sealed class MediaMemoryTests(Agencies agencies)
{
    private const long Bound = 5 * 1024 * 1024;

    [Fact]
    public async Task Taking_ten_megabytes_costs_little_memory()
    {
        await TakeAsync(10_000);
        using var large = new Dribble(Pictures.Jpeg()[..^2], endlessly: MediaLimits.Photos.MaxBytes - 10_000);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var intake = await TakeAsync(large);

        intake.Error.ShouldBeNull();
        // All that was allocated meanwhile, by whatever thread: the file would not fit into it once.
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(Bound);
        large.LargestRead.ShouldBeLessThanOrEqualTo(64 * 1024);
    }

    private async Task TakeAsync(long size)
    {
        using var small = new Dribble(Pictures.Jpeg()[..^2], endlessly: size);
        await TakeAsync(small);
    }

    private async Task<Intake> TakeAsync(Stream content)
    {
        var agency = await agencies.App.ScalarAsync<long>("select min(id) from accounts.organizations");
        return await agencies.App.InScopeAsync(
            agency,
            scope => scope.GetRequiredService<IMediaLibrary>().TakeAsync(content, MediaLimits.Photos, CancellationToken.None)
        );
    }
}
