using System.Globalization;

namespace Aldrava.Bench;

/// <summary>What was asked on the command line.</summary>
internal sealed record Settings(int Rounds, TimeSpan Each, int Connections)
{
    /// <summary>The repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Where the server was built.</summary>
    public static string ServerPath { get; } = Path.Combine(Root, "src", "Server", "bin", "Release", "net10.0", "aldrava.dll");

    public static Settings Read(string[] args) =>
        new(Number(args, "--rounds", 5), TimeSpan.FromSeconds(Number(args, "--secs", 3)), Number(args, "--connections", 32));

    private static int Number(string[] args, string name, int whenAbsent)
    {
        var at = Array.IndexOf(args, name);
        return at < 0 ? whenAbsent : int.Parse(args[at + 1], CultureInfo.InvariantCulture);
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Aldrava.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The benchmark runs inside the repository.");
        return folder;
    }
}
