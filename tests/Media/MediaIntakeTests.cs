using Aldrava.Media.Contracts;
using Aldrava.Media.Library;
using Aldrava.Media.Stores;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Media;

public sealed class MediaIntakeTests(MediaIntakeTests.House house) : IClassFixture<MediaIntakeTests.House>
{
    public sealed class House : IAsyncLifetime
    {
        public AldravaApp App { get; private set; } = null!;

        public Agency Agency { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            App = await AldravaApp.StartAsync();
            Agency = await Agency.FoundAsync(App);
        }

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }

    private string Folder => TestPostgres.FilesOf(house.App.Database);

    [Fact]
    public async Task A_file_without_end_is_given_up_at_the_limit_having_never_been_held()
    {
        using var endless = new Dribble(Pictures.Jpeg()[..^2], endlessly: long.MaxValue / 2);

        var intake = await TakeAsync(endless);

        intake.Error.ShouldNotBeNull().Code.ShouldBe("media.too_large");
        endless.Position.ShouldBeInRange(MediaLimits.Photos.MaxBytes, MediaLimits.Photos.MaxBytes + 64 * 1024);
        endless.LargestRead.ShouldBeLessThanOrEqualTo(64 * 1024);
        Directory.GetFiles(Path.Combine(Folder, "incoming")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_source_that_breaks_leaves_nothing()
    {
        await using var breaking = new Breaking(Pictures.Jpeg(length: 500_000)[..300_000]);

        await Should.ThrowAsync<IOException>(() => TakeAsync(breaking));

        Directory.GetFiles(Path.Combine(Folder, "incoming")).ShouldBeEmpty();
        await SweptAsync();
    }

    [Fact]
    public async Task What_nobody_keeps_leaves_the_store_after_a_day()
    {
        using var picture = new MemoryStream(Pictures.Png());
        var name = (await TakeAsync(picture)).Items.ShouldHaveSingleItem().Name;
        var path = Path.Combine(Folder, name[..2], name);

        await SweepAsync();
        File.Exists(path).ShouldBeTrue("Its owner may be about to keep it.");

        house.App.Clock.Advance(MediaIntake.Grace);
        await SweptAsync();
        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task A_transaction_that_is_rolled_back_leaves_the_file_to_be_swept()
    {
        using var picture = new MemoryStream(Pictures.Png());
        var intake = await TakeAsync(picture);
        await InAgencyAsync(async scope =>
        {
            await using var work = await scope.GetRequiredService<Aldrava.Platform.Data.DbSession>().BeginAsync(CancellationToken.None);
            await scope.GetRequiredService<IMediaLibrary>().KeepAsync(intake.Items, "test", CancellationToken.None);
            return true;
        });

        house.App.Clock.Advance(MediaIntake.Grace);
        await SweptAsync();

        File.Exists(Path.Combine(Folder, intake.Items[0].Name[..2], intake.Items[0].Name)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_that_was_swept_can_no_longer_be_kept()
    {
        using var picture = new MemoryStream(Pictures.Png());
        var intake = await TakeAsync(picture);
        await GiveUpAsync(intake);
        await SweptAsync();

        await Should.ThrowAsync<InvalidOperationException>(() =>
            InAgencyAsync(async scope =>
            {
                await scope.GetRequiredService<IMediaLibrary>().KeepAsync(intake.Items, "test", CancellationToken.None);
                return true;
            })
        );
        (await house.App.ScalarAsync<long>($"select count(*) from media.files where name = '{intake.Items[0].Name}'")).ShouldBe(0);
    }

    [Fact]
    public async Task Parts_that_a_killed_process_left_are_swept_and_those_being_written_are_not()
    {
        var workbench = house.App.Services.GetRequiredService<Workbench>();
        var old = house.App.Clock.GetUtcNow().UtcDateTime.AddMinutes(-5);
        await using var writing = workbench.Create("being-written");
        await File.WriteAllTextAsync(Path.Combine(workbench.Folder, "left.part"), "x");
        File.SetLastWriteTimeUtc(Path.Combine(workbench.Folder, "left.part"), old);
        File.SetLastWriteTimeUtc(writing.Name, old);

        await SweepAsync();

        Directory.GetFiles(workbench.Folder).ShouldBe([writing.Name]);
        File.Delete(writing.Name);
    }

    private Task<Intake> TakeAsync(Stream content) =>
        InAgencyAsync(scope => scope.GetRequiredService<IMediaLibrary>().TakeAsync(content, MediaLimits.Photos, CancellationToken.None));

    private Task<bool> GiveUpAsync(Intake intake) =>
        InAgencyAsync(async scope =>
        {
            await scope.GetRequiredService<IMediaLibrary>().GiveUpAsync(intake.Items);
            return true;
        });

    private Task<T> InAgencyAsync<T>(Func<IServiceProvider, Task<T>> work) => house.App.InScopeAsync(house.Agency.Id, work);

    private Task<bool> SweepAsync() => house.App.Services.GetRequiredService<SweepLeftovers>().RunOnceAsync(CancellationToken.None);

    private async Task SweptAsync()
    {
        while (await SweepAsync())
            continue;
        var now = house.App.Clock.GetUtcNow();
        await Eventually.BecomesTrueAsync(
            async () => await house.App.ScalarAsync<long>($"select count(*) from media.leftovers where due_at <= '{now:O}'") == 0,
            "nothing is due any more"
        );
    }

    private sealed class Breaking(byte[] content) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < Length ? base.ReadAsync(buffer, cancellationToken) : throw new IOException("The line broke.");
    }
}
