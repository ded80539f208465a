using Aldrava.Media.Contracts;

namespace Aldrava.Media.Stores;

/// <summary>Files in a folder, 256 subfolders by the first letters of their names. Several nodes need a folder that they share.</summary>
internal sealed class LocalStore(MediaOptions options, Workbench workbench) : IMediaStore
{
    private const int BufferSize = 64 * 1024;

    public string Kind => MediaOptions.Local;

    public async Task PutAsync(string name, string contentType, Func<Stream, CancellationToken, Task> write, CancellationToken ct)
    {
        var part = workbench.Create(name);
        try
        {
            await using (part)
            {
                await write(part, ct);
                await part.FlushAsync(ct);
                // On the disk before anything says that it is there.
                part.Flush(flushToDisk: true);
            }
            var path = PathOf(name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Move(part.Name, path);
        }
        catch
        {
            File.Delete(part.Name);
            throw;
        }
    }

    public Task<MediaContent?> OpenAsync(string name, CancellationToken ct)
    {
        try
        {
            var file = new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize, FileOptions.Asynchronous);
            return Task.FromResult<MediaContent?>(new MediaContent(file, file.Length));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<MediaContent?>(null);
        }
    }

    public Task DeleteAsync(string name, CancellationToken ct)
    {
        var path = PathOf(name);
        if (File.Exists(path))
            File.Delete(path);
        return Task.CompletedTask;
    }

    public string UrlOf(string name) => options.PublicUrl + FileNames.Route + name;

    private string PathOf(string name) =>
        FileNames.FormatOf(name) is not null ? Path.Combine(options.Folder, name[..2], name) : throw new ArgumentException("Not a name of ours.", nameof(name));
}
