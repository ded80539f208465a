using Aldrava.Platform.Data.Embedded;

namespace Aldrava.Tests.Platform.Embedded;

public sealed class PostgresPackageTests : IDisposable
{
    private readonly string _checkout = Directory.CreateTempSubdirectory("aldrava-test-").FullName;

    public void Dispose() => Directory.Delete(_checkout, recursive: true);

    [Fact]
    public void The_package_is_found_from_any_folder_of_the_checkout_and_its_links_are_restored()
    {
        var native = Path.Combine(_checkout, ".data/postgres/node_modules", PostgresPackage.Name, "native");
        Directory.CreateDirectory(Path.Combine(native, "lib"));
        File.WriteAllText(Path.Combine(native, "lib/libpq.so.5.18"), "library");
        File.WriteAllText(Path.Combine(native, "pg-symlinks.json"), """[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]""");
        var inside = Path.Combine(_checkout, "src", "Server");

        var package = PostgresPackage.Find(inside).ShouldNotBeNull();
        package.RestoreLinks();
        package.RestoreLinks();

        package.BinDirectory.ShouldBe(Path.Combine(native, "bin"));
        File.ReadAllText(Path.Combine(native, "lib/libpq.so.5")).ShouldBe("library");
        new FileInfo(Path.Combine(native, "lib/libpq.so.5")).LinkTarget.ShouldBe("libpq.so.5.18");
    }

    [Fact]
    public void Nothing_is_found_where_nothing_was_installed() => PostgresPackage.Find(_checkout).ShouldBeNull();
}
