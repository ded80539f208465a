using System.Diagnostics;
using System.Globalization;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Media;

/// <summary>A server of others that speaks S3 and checks signatures (npm s3rver), with one bucket.</summary>
public sealed class S3Server : IAsyncLifetime
{
    public const string Bucket = "aldrava-photos";
    public const string Key = "S3RVER";
    private readonly string _folder = Directory.CreateTempSubdirectory("aldrava-s3-").FullName;
    private Process _node = null!;

    public string Url { get; private set; } = "";

    /// <summary>The names of what lies in the bucket.</summary>
    public string[] Objects =>
        [
            .. Directory
                .GetFiles(Path.Combine(_folder, Bucket), "*_object", SearchOption.AllDirectories)
                .Select(f => Path.GetFileName(f).Replace("._S3rver_object", "", StringComparison.Ordinal)),
        ];

    public async ValueTask InitializeAsync()
    {
        Directory
            .Exists(Repository.PathOf("tests", "npm", "node_modules", "@20minutes", "s3rver"))
            .ShouldBeTrue("Run 'npm ci' in tests/npm first, or ./dev test, which does.");
        _node = Process.Start(
            new ProcessStartInfo("node", [Repository.PathOf("tests", "npm", "s3.mjs"), _folder, Bucket])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        var port = await _node.StandardOutput.ReadLineAsync();
        Url = $"http://127.0.0.1:{int.Parse(port ?? "", CultureInfo.InvariantCulture)}";
    }

    public async ValueTask DisposeAsync()
    {
        _node.StandardInput.Close();
        await _node.WaitForExitAsync();
        _node.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
