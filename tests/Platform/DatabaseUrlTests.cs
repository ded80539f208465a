using Aldrava.Platform.Data;
using Npgsql;

namespace Aldrava.Tests.Platform;

public sealed class DatabaseUrlTests
{
    [Theory]
    [InlineData("postgres://ana:s%40nha@db.example:6432/agency?sslmode=require", "db.example", 6432, "ana", "s@nha", "agency")]
    [InlineData("postgresql://ana@db.example/agency", "db.example", 5432, "ana", null, "agency")]
    [InlineData("Host=db.example;Port=6000;Username=ana;Password=x;Database=agency", "db.example", 6000, "ana", "x", "agency")]
    public void A_url_and_a_connection_string_are_both_understood(string given, string host, int port, string user, string? password, string database)
    {
        var settings = new NpgsqlConnectionStringBuilder(PlatformDatabase.ConnectionString(given));

        (settings.Host, settings.Port, settings.Username, settings.Password, settings.Database).ShouldBe((host, port, user, password, database));
        settings.SslMode.ShouldBe(given.Contains("sslmode=require") ? SslMode.Require : new NpgsqlConnectionStringBuilder().SslMode);
    }

    [Fact]
    public void A_socket_folder_in_the_query_is_the_host() =>
        new NpgsqlConnectionStringBuilder(PlatformDatabase.ConnectionString("postgres://ana@/agency?host=/run/postgresql")).Host.ShouldBe("/run/postgresql");
}
