namespace Aldrava.Media.Stores;

/// <summary>The folder where files are written before they are whole. Lies beside the finished ones, so that moving one there is one step.</summary>
internal sealed class Workbench(string folder)
{
    private const string Ending = ".part";
    private const int BufferSize = 64 * 1024;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    public string Folder { get; } = Path.Combine(folder, "incoming");

    /// <summary>A file that nobody else opens while it is being written.</summary>
    public FileStream Create(string name)
    {
        Directory.CreateDirectory(Folder);
        return new FileStream(
            Path.Combine(Folder, name + Ending),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            BufferSize,
            FileOptions.Asynchronous
        );
    }

    /// <summary>Writes to a file that goes when <paramref name="use"/> ends, however it ends.</summary>
    public async Task UseAsync(string name, Func<Stream, CancellationToken, Task> write, Func<FileStream, Task> use, CancellationToken ct)
    {
        await using var file = Create(name);
        try
        {
            await write(file, ct);
            await file.FlushAsync(ct);
            file.Position = 0;
            await use(file);
        }
        finally
        {
            File.Delete(file.Name);
        }
    }

    /// <summary>Removes what a process that was killed has left: files that nobody is writing any more.</summary>
    public void Sweep(DateTimeOffset now)
    {
        if (!Directory.Exists(Folder))
            return;
        foreach (var file in new DirectoryInfo(Folder).EnumerateFiles("*" + Ending).Where(f => f.LastWriteTimeUtc < (now - Fresh).UtcDateTime))
            TryDelete(file);
    }

    private static void TryDelete(FileInfo file)
    {
        try
        {
            using var mine = new FileStream(file.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            file.Delete();
        }
        catch (IOException)
        {
            // Somebody is still writing it (a slow upload), here or in another process on this folder.
        }
    }
}
