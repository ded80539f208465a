using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Aldrava.Platform.Data.Embedded;
using Aldrava.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Aldrava.Tests.Platform.Embedded;

[UnsupportedOSPlatform("windows")]
public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "aldrava-test-" + Path.GetRandomFileName());

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_first_start_creates_a_database_and_the_second_finds_its_data()
    {
        await using (var first = await StartAsync())
        {
            (await ScalarAsync(first.ConnectionString(), "show server_encoding")).ShouldBe("UTF8");
            await ExecuteAsync(first.ConnectionString(), "create table kept (name text); insert into kept values ('São João')");
        }
        LinuxProcesses.Naming(_folder).ShouldBeEmpty();

        await using var second = await StartAsync();
        (await ScalarAsync(second.ConnectionString(), "select name from kept where name ilike 'SÃO%'")).ShouldBe("São João");
    }

    [Fact]
    public async Task PostgreSQL_runs_unprivileged_behind_a_socket_that_is_closed_to_others()
    {
        await using var postgres = await StartAsync();

        (await ScalarAsync(postgres.ConnectionString(), "show listen_addresses")).ShouldBe("");
        LinuxProcesses.Account(PostmasterPid()).ShouldNotBe("0");
        File.GetUnixFileMode(Path.Combine(_folder, "database")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task PostgreSQL_gets_none_of_the_servers_environment()
    {
        await using var postgres = await StartAsync();

        var names = (await File.ReadAllTextAsync($"/proc/{PostmasterPid()}/environ")).Split('\0').Select(entry => entry.Split('=')[0]);

        names.Where(name => name.StartsWith("DOTNET", StringComparison.Ordinal) || name is "HOME" or "USER").ShouldBeEmpty();
    }

    [Fact]
    public async Task PostgreSQL_stops_when_its_server_is_killed_and_the_next_start_has_all_that_was_committed()
    {
        using var server = HeldPostgres.Start(_folder);
        var connectionString = await server.ConnectionStringAsync(_folder);
        await ExecuteAsync(connectionString, "create table kept (id int); insert into kept values (1)");

        await server.KillAsync();
        await Eventually.BecomesTrueAsync(() => LinuxProcesses.Naming(_folder).Length == 0, "PostgreSQL to stop by itself", TimeSpan.FromMinutes(1));

        await using var next = await StartAsync();
        (await ScalarAsync(next.ConnectionString(), "select count(*) from kept")).ShouldBe(1L);
    }

    [Fact]
    public async Task The_next_start_does_not_wait_for_PostgreSQL_of_a_killed_server_to_be_gone()
    {
        using var server = HeldPostgres.Start(_folder);
        await server.ConnectionStringAsync(_folder);

        await server.KillAsync();

        await using var next = await StartAsync();
        (await ScalarAsync(next.ConnectionString(), "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task A_PostgreSQL_left_behind_is_stopped_by_the_next_start()
    {
        using var server = HeldPostgres.Start(_folder);
        var connectionString = await server.ConnectionStringAsync(_folder);
        await ExecuteAsync(connectionString, "create table kept (id int); insert into kept values (1)");
        var leftover = PostmasterPid();
        foreach (var shell in LinuxProcesses.Naming(_folder).Where(pid => pid != leftover))
            Process.GetProcessById(shell).Kill();
        await server.KillAsync();
        LinuxProcesses.Naming(_folder).ShouldContain(leftover);

        await using var next = await StartAsync();

        PostmasterPid().ShouldNotBe(leftover);
        (await ScalarAsync(next.ConnectionString(), "select count(*) from kept")).ShouldBe(1L);
    }

    [Fact]
    public async Task A_process_number_that_lives_again_as_another_program_does_not_keep_PostgreSQL_from_starting()
    {
        await using (await StartAsync()) { }
        var account = await PostgresAccount.ChooseAsync(CancellationToken.None);
        using var stranger = Process.Start(account.Command("sleep", ["600"]))!;
        try
        {
            await File.WriteAllTextAsync(PidFile, $"{stranger.Id}\n{_folder}/database/cluster\n1700000000\n5432\n{_folder}/database/run\n\n");

            await using var postgres = await StartAsync();

            PostmasterPid().ShouldNotBe(stranger.Id);
            stranger.HasExited.ShouldBeFalse();
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Fact]
    public async Task As_root_a_cluster_made_under_another_account_is_taken_over()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can give files to another account.");
        await using (await StartAsync()) { }
        var given = await PostgresAccount.Own.RunAsync("chown", ["-R", "daemon", Path.Combine(_folder, "database")], CancellationToken.None);
        given.ExitCode.ShouldBe(0, given.Output);

        await using var postgres = await StartAsync();

        (await ScalarAsync(postgres.ConnectionString(), "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task A_second_server_on_one_folder_is_refused_and_told_who_holds_it()
    {
        await using var first = await StartAsync();

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(StartAsync);

        refusal.Message.ShouldContain($"(pid {Environment.ProcessId})");
        refusal.Message.ShouldContain(_folder);
        (await ScalarAsync(first.ConnectionString(), "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Another_process_finds_the_PostgreSQL_of_a_running_server_and_nothing_when_none_runs()
    {
        (await EmbeddedPostgres.FindRunningAsync(Options(_folder), CancellationToken.None)).ShouldBeNull();
        using var server = HeldPostgres.Start(_folder);
        var connectionString = await server.ConnectionStringAsync(_folder);

        (await EmbeddedPostgres.FindRunningAsync(Options(_folder), CancellationToken.None)).ShouldBe(connectionString);

        await server.KillAsync();
        await Eventually.BecomesTrueAsync(() => LinuxProcesses.Naming(_folder).Length == 0, "PostgreSQL to stop by itself", TimeSpan.FromMinutes(1));
        (await EmbeddedPostgres.FindRunningAsync(Options(_folder), CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_creation_that_was_killed_half_way_is_done_again()
    {
        var database = Path.Combine(_folder, "database");
        using (var server = HeldPostgres.Start(_folder))
        {
            await Eventually.BecomesTrueAsync(
                () => Directory.Exists(database) && Directory.EnumerateDirectories(database, "cluster.init-*").Any(begun => Directory.Exists(begun + "/base")),
                "the creation to begin"
            );
            await server.KillAsync();
        }

        await using var postgres = await StartAsync();

        (await ScalarAsync(postgres.ConnectionString(), "select 1")).ShouldBe(1);
        Directory.EnumerateDirectories(database, "cluster.init-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_data_folder_with_a_long_name_gets_a_short_socket_that_is_removed_afterwards()
    {
        var deep = Path.Combine(_folder, new string('x', 120));
        string socketFolder;
        await using (var postgres = await EmbeddedPostgres.StartAsync(Options(deep), NullLogger.Instance, CancellationToken.None))
        {
            (await ScalarAsync(postgres.ConnectionString(), "select 1")).ShouldBe(1);
            socketFolder = new NpgsqlConnectionStringBuilder(postgres.ConnectionString()).Host!;
            socketFolder.ShouldNotStartWith(_folder);
        }
        Directory.Exists(socketFolder).ShouldBeFalse();
    }

    [Fact]
    public async Task The_server_learns_that_PostgreSQL_ended_by_itself()
    {
        await using var postgres = await StartAsync();
        postgres.Completion.IsCompleted.ShouldBeFalse();

        Process.GetProcessById(PostmasterPid()).Kill();

        await postgres.Completion.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Data_of_another_major_version_is_refused_before_it_is_touched()
    {
        await using (await StartAsync()) { }
        await File.WriteAllTextAsync(Path.Combine(_folder, "database", "cluster", "PG_VERSION"), "11\n");

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(StartAsync);

        refusal.Message.ShouldContain("written by PostgreSQL 11");
        refusal.Message.ShouldContain("PG_BIN");
    }

    [Fact]
    public async Task Without_any_PostgreSQL_every_way_to_get_one_is_named()
    {
        var options = Options(_folder) with { SearchFolders = [], PackagesSearchRoot = null, BinDirectory = null };

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() =>
            EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None)
        );

        foreach (var way in (string[])["DATABASE_URL", "apt-get install postgresql", "./dev up", "PG_BIN"])
            refusal.Message.ShouldContain(way);
    }

    [Fact]
    public async Task A_PG_BIN_without_PostgreSQL_is_an_error_rather_than_ignored()
    {
        var options = Options(_folder) with { BinDirectory = "/usr/share" };

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() =>
            EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None)
        );

        refusal.Message.ShouldContain("PG_BIN is /usr/share");
    }

    [Fact]
    public async Task A_setting_PostgreSQL_refuses_is_reported_with_its_own_words()
    {
        await using (await StartAsync()) { }

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(() =>
            EmbeddedPostgres.StartAsync(Options(_folder) with { MaxConnections = 0 }, NullLogger.Instance, CancellationToken.None)
        );

        refusal.Message.ShouldContain("max_connections");
    }

    internal static EmbeddedPostgresOptions Options(string folder) =>
        EmbeddedPostgresOptions.FromEnvironment(AppContext.BaseDirectory) with
        {
            DataDirectory = folder,
            Durable = false,
        };

    private string PidFile => Path.Combine(_folder, "database", "cluster", "postmaster.pid");

    private Task<EmbeddedPostgres> StartAsync() => EmbeddedPostgres.StartAsync(Options(_folder), NullLogger.Instance, CancellationToken.None);

    private int PostmasterPid() => int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture);

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
