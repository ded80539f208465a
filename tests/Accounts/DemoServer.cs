using Aldrava.Tests.Support;

namespace Aldrava.Tests.Accounts;

/// <summary>One server with the demo data for the tests of a class that leave its clock and its people as they are.</summary>
public sealed class DemoServer : IAsyncLifetime
{
    private AldravaApp? _app;

    public AldravaApp App => _app ?? throw new InvalidOperationException("Not started yet.");

    public async ValueTask InitializeAsync() => _app = await AldravaApp.StartAsync(demo: true);

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }
}

internal static class Names
{
    /// <summary>More are welcome.</summary>
    public static void ShouldHoldAllOf(this IEnumerable<string> actual, string[] expected) => expected.Except(actual).ShouldBeEmpty();
}
