using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Npgsql;

namespace Aldrava.Bench;

/// <summary>What is measured: processes of their own on core 0.</summary>
internal static class ServerProcess
{
    /// <summary>Starts a .NET program; it is told the port as <c>PORT</c>.</summary>
    public static Process Start(string[] arguments, int port, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("taskset", ["-c", "0", "dotnet", .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        start.Environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0";
        var process = Process.Start(start)!;
        // Read, or a full pipe would stop it.
        process.BeginOutputReadLine();
        return process;
    }

    /// <summary>The same, and waits until it takes connections.</summary>
    public static async Task<Process> StartAsync(string[] arguments, int port, IReadOnlyDictionary<string, string> environment)
    {
        var process = Start(arguments, port, environment);
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync("127.0.0.1", port);
                return process;
            }
            catch (SocketException) when (!process.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>PostgreSQL's first process.</summary>
    public static async Task<int> PostmasterAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select pg_read_file('postmaster.pid')", connection);
        return int.Parse(((string)(await command.ExecuteScalarAsync())!).Split('\n')[0], CultureInfo.InvariantCulture);
    }
}
