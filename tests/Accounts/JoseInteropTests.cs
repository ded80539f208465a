using System.Diagnostics;
using System.Text.Json;
using Aldrava.Accounts.Contracts;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Accounts;

public sealed class JoseInteropTests
{
    private const string Secret = "an interop secret of more than thirty-two bytes";

    [Fact]
    public async Task Jose_accepts_our_tokens_and_we_accept_its()
    {
        await using var app = await AldravaApp.StartAsync(new() { ["JWT_SECRET_KEY"] = Secret }, demo: true);
        using var device = await Device.SignInAsync(app);

        var seen = await RunAsync(
            "verify",
            new
            {
                secret = Secret,
                token = device.AccessToken,
                now = app.Clock.GetUtcNow(),
            }
        );
        seen.GetProperty("header").GetProperty("alg").GetString().ShouldBe("HS256");
        var claims = seen.GetProperty("payload");
        claims.GetProperty("sub").GetString().ShouldBe(Device.Joao);
        claims.GetProperty("sid").GetInt64().ShouldBe(device.Id);

        var signed = await RunAsync(
            "sign",
            new
            {
                secret = Secret,
                claims,
                header = new { alg = "HS256" },
            }
        );
        var check = app.Services.GetRequiredService<ITokenChecker>().Check(signed.GetProperty("token").GetString()!);
        check.ShouldBeOfType<TokenCheck.SignedIn>().User.SessionId.ShouldBe(device.Id);
    }

    private static async Task<JsonElement> RunAsync(string action, object input)
    {
        Directory.Exists(Repository.PathOf("tests", "npm", "node_modules", "jose")).ShouldBeTrue("Run 'npm ci' in tests/npm first, or ./dev test, which does.");
        var start = new ProcessStartInfo("node", [Repository.PathOf("tests", "npm", "jwt.mjs"), action])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(input));
        node.StandardInput.Close();
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();
        node.ExitCode.ShouldBe(0, await errors);
        return JsonSerializer.Deserialize<JsonElement>(await output);
    }
}
