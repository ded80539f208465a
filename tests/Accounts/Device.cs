using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Accounts;

/// <summary>A device somebody is signed in on.</summary>
internal sealed class Device(AldravaApp app, Answer pair) : IDisposable
{
    public const string Password = "senha123";
    public const string Joao = "joao.teste@imoveismais.pt";
    public const string Admin = "admin@imoveismais.pt";

    public TestClient Http { get; } = new(app, pair["access_token"].GetString());

    public string AccessToken => pair["access_token"].GetString()!;

    public string RefreshToken => pair["refresh_token"].GetString()!;

    public long Id => pair["device_id"].GetInt64();

    public static async Task<Device> SignInAsync(AldravaApp app, string email = Joao, string path = "/auth/mobile/login", string? name = null)
    {
        using var anonymous = app.Anonymous();
        var answer = await anonymous.PostAsync(
            path,
            new
            {
                email,
                password = Password,
                device_name = name,
            }
        );
        return new Device(app, answer.Expect(path == "/auth/mobile/login" ? HttpStatusCode.Created : HttpStatusCode.OK));
    }

    public static async Task<Answer> TryRefreshAsync(AldravaApp app, string refreshToken, string path = "/auth/refresh")
    {
        using var anonymous = app.Anonymous();
        return await anonymous.PostAsync(path, new { refresh_token = refreshToken });
    }

    public void Dispose() => Http.Dispose();
}
