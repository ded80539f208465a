using System.Diagnostics;
using System.Globalization;

namespace Aldrava.Bench;

/// <summary>Who runs on which core, and what it used of it (Linux).</summary>
internal static class Machine
{
    private const double TicksPerSecond = 100;

    /// <summary>Keeps a process, its threads and what it starts from now on to one core.</summary>
    public static void Pin(int process, int core)
    {
        foreach (var id in Tree(process))
        {
            using var taskset = Process.Start(
                new ProcessStartInfo("taskset", $"-acp {core} {id}")
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            );
            taskset?.WaitForExit();
        }
    }

    /// <summary>Seconds of a core that a process and its children used.</summary>
    public static double Seconds(int process) =>
        Tree(process)
            .Sum(id =>
            {
                var path = $"/proc/{id}/stat";
                if (!File.Exists(path))
                    return 0;
                // After the name, which may hold anything: utime and stime, and those of children that have ended.
                var text = File.ReadAllText(path);
                var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
                return fields.Skip(11).Take(4).Sum(f => long.Parse(f, CultureInfo.InvariantCulture)) / TicksPerSecond;
            });

    private static List<int> Tree(int process)
    {
        List<int> all = [process];
        for (var i = 0; i < all.Count; i++)
        {
            var tasks = $"/proc/{all[i]}/task";
            if (!Directory.Exists(tasks))
                continue;
            foreach (var children in Directory.EnumerateDirectories(tasks).Select(t => Path.Combine(t, "children")).Where(File.Exists))
                all.AddRange(
                    File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => int.Parse(c, CultureInfo.InvariantCulture))
                );
        }
        return all;
    }
}
