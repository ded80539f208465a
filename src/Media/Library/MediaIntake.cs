using Aldrava.Media.Cleaning;
using Aldrava.Media.Contracts;
using Aldrava.Media.Stores;
using Aldrava.Platform.Hosting;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Npgsql;
using CommonErrors = Aldrava.Platform.Http.Errors;

namespace Aldrava.Media.Library;

/// <summary>
/// Files on their way in. Each name is noted, in a transaction of its own, before anything is written under it; who keeps the file strikes the note out.
/// A note that is still there when it is due says that the file belongs to nobody.
/// </summary>
internal sealed class MediaIntake(IMediaStore store, NpgsqlDataSource dataSource, Wakeups wakeups, TimeProvider clock, ILogger<MediaIntake> logger)
{
    /// <summary>Longer than any upload, and than the transaction that keeps it.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    public async Task<Intake> TakeAllAsync(HttpRequest request, MediaLimits limits, CancellationToken ct)
    {
        if (
            !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        )
            return Intake.Refused(Errors.Media.NotMultipart());
        if (HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 70 } boundary)
            return Intake.Refused(Errors.Media.NotMultipart());
        // With an idempotency key the body has been read once already, for its hash.
        if (request.Body.CanSeek)
            request.Body.Position = 0;
        List<MediaItem> taken = [];
        var done = false;
        try
        {
            var error = await TakeSectionsAsync(new MultipartReader(boundary, request.Body), limits, taken, ct);
            done = error is null;
            return done ? new Intake(taken, Error: null) : Intake.Refused(error!);
        }
        catch (MediaRefusedException refused)
        {
            return Intake.Refused(refused.Error);
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException && broken.Source == typeof(MultipartReader).Assembly.GetName().Name)
        {
            // The form ends too early or makes no sense. (A client that goes away is told by Kestrel, a disk that is full by the store.)
            return Intake.Refused(CommonErrors.Request.Malformed());
        }
        finally
        {
            if (!done)
                await GiveUpAsync(taken);
        }
    }

    public async Task<Intake> TakeAsync(Stream content, string? file, MediaLimits limits, CancellationToken ct)
    {
        var limited = new LimitedStream(content, limits.MaxBytes, Errors.Media.TooLarge(file, limits.MaxBytes));
        await using var _ = limited.ConfigureAwait(false);
        var passage = new Passage(limited);
        await passage.TryFillAsync(MediaFormat.SniffLength, ct);
        if (MediaFormat.Sniff(passage.Buffered.Span) is not { } format || !limits.Formats.Contains(format))
            return Intake.Refused(Errors.Media.Unsupported(file));

        return await StoreAsync(format, (output, token) => WriteAsync(format, passage, output, token), () => passage.Written, file, ct);
    }

    public async Task<Intake> TakeAsIsAsync(Stream content, MediaFormat format, long maxBytes, CancellationToken ct)
    {
        await using var limited = new LimitedStream(content, maxBytes, Errors.Media.TooLarge(file: null, maxBytes));
        return await StoreAsync(format, (output, token) => limited.CopyToAsync(output, token), () => limited.Position, file: null, ct);
    }

    private async Task<Intake> StoreAsync(MediaFormat format, Func<Stream, CancellationToken, Task> write, Func<long> size, string? file, CancellationToken ct)
    {
        var name = FileNames.New(format);
        await NoteAsync(name, ct);
        var stored = false;
        try
        {
            await store.PutAsync(name, format.ContentType, write, ct);
            stored = true;
            return new Intake([new MediaItem(name, store.Kind, format.ContentType, size())], Error: null);
        }
        catch (MediaRefusedException refused)
        {
            return Intake.Refused(refused.Error.Code == Errors.Media.Unsupported(file).Code ? Errors.Media.Unsupported(file) : refused.Error);
        }
        catch (MediaStoreException failure)
        {
            Log.StoreFailed(logger, failure, name);
            return Intake.Refused(Errors.Media.StoreUnavailable());
        }
        finally
        {
            if (!stored)
                await DueNowAsync([name]);
        }
    }

    public Task GiveUpAsync(IReadOnlyCollection<MediaItem> items) => items.Count == 0 ? Task.CompletedTask : DueNowAsync([.. items.Select(i => i.Name)]);

    private async Task<Platform.Http.Error?> TakeSectionsAsync(MultipartReader reader, MediaLimits limits, List<MediaItem> taken, CancellationToken ct)
    {
        while (await reader.ReadNextSectionAsync(ct) is { } section)
        {
            // Whatever it is called: a part with a file name is a file, others are fields that mean nothing here.
            if (section.GetContentDispositionHeader() is not { } disposition || !disposition.IsFileDisposition())
                continue;
            if (taken.Count == limits.MaxFiles)
                return Errors.Media.TooManyFiles(limits.MaxFiles);
            var file = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
            var intake = await TakeAsync(section.Body, file, limits, ct);
            if (intake.Error is { } error)
                return error;
            taken.AddRange(intake.Items);
        }
        return taken.Count == 0 ? Errors.Media.NoFile() : null;
    }

    private static Task WriteAsync(MediaFormat format, Passage passage, Stream output, CancellationToken ct)
    {
        passage.Output = output;
        return Clean.RunAsync(format, passage, ct);
    }

    private async Task NoteAsync(string name, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("insert into media.leftovers (name, store, due_at) values ($1, $2, $3)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = store.Kind });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() + Grace });
        await command.ExecuteNonQueryAsync(ct);
    }

    // Also when the caller has gone away. Notes that a transaction is striking out are passed over: should it fail, their own day comes.
    private async Task DueNowAsync(string[] names)
    {
        await using var command = dataSource.CreateCommand(
            "update media.leftovers set due_at = $2 where name in (select name from media.leftovers where name = any ($1) for update skip locked)"
        );
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = names });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
        wakeups.Raise(SweepLeftovers.Topic);
    }
}
