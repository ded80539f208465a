using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Accounts;

/// <summary>auth.md, "Passwords", line by line.</summary>
public sealed class AuthPasswordsContractTests
{
    [Fact]
    public async Task New_passwords_are_pbkdf2_hmac_sha512_of_owasps_count_or_more()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);

        var hash = Convert.FromBase64String((await app.ScalarAsync<string>($"select password_hash from accounts.users where email = '{Device.Joao}'"))!);

        // Identity's layout: version, pseudo-random function (2 is HMAC-SHA512), rounds, length of the salt.
        hash[0].ShouldBe((byte)1);
        BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1)).ShouldBe(2u);
        BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5)).ShouldBeGreaterThanOrEqualTo(210_000u);
    }

    [Theory]
    [InlineData("2a")]
    [InlineData("2b")]
    [InlineData("2y")]
    public async Task A_bcrypt_hash_is_accepted_and_replaced_at_the_first_good_login(string version)
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        var old = $"${version}$04$abcdefghijklmnopqrstuuh/v4VKuMXt7J9BQJM8lrAUBhjI6zX4a";
        await app.ExecuteAsync($"update accounts.users set password_hash = '{old}' where email = '{Device.Joao}'");

        using (await Device.SignInAsync(app)) { }

        (await app.ScalarAsync<string>($"select password_hash from accounts.users where email = '{Device.Joao}'"))!.ShouldStartWith("AQAAAAIAAzRQ");
    }

    [Fact]
    public async Task Unknown_email_and_wrong_password_take_the_same_time_and_give_the_same_answer()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var anonymous = app.Anonymous();
        await AskAsync(anonymous, "warm@example.com");

        var (wrong, wrongTime) = await QuickestAsync(anonymous, Device.Joao);
        var (unknown, unknownTime) = await QuickestAsync(anonymous, "nobody@imoveismais.pt");

        (unknown.Status, unknown.Error, unknown.Code, unknown.Message).ShouldBe((wrong.Status, wrong.Error, wrong.Code, wrong.Message));
        wrong.Status.ShouldBe(HttpStatusCode.Unauthorized);
        (unknownTime / wrongTime).ShouldBeInRange(0.3, 3.0);
    }

    [Fact]
    public async Task Repeated_failures_slow_down_per_account_429_with_retry_after()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var anonymous = app.Anonymous();
        for (var i = 0; i < 5; i++)
            (await AskAsync(anonymous, Device.Admin)).Expect(HttpStatusCode.Unauthorized);
        await app.ExecuteAsync("update accounts.login_throttle set failures = failures + 6 where failures >= 5");

        var refused = (await AskAsync(anonymous, Device.Admin)).Expect(HttpStatusCode.TooManyRequests);

        refused.Error.ShouldBe("Too Many Requests");
        int.Parse(refused.Header("Retry-After")!).ShouldBeInRange(1, 60);
    }

    [Fact]
    public async Task No_stranger_locks_somebody_out_for_good()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        using var anonymous = app.Anonymous();
        for (var i = 0; i < 8; i++)
            await AskAsync(anonymous, Device.Admin);
        await app.ExecuteAsync("update accounts.login_throttle set failures = 1000");

        app.Clock.Advance(TimeSpan.FromSeconds(61));

        using (await Device.SignInAsync(app, Device.Admin, "/api/auth/login")) { }
    }

    private static Task<Answer> AskAsync(TestClient client, string email) => client.PostAsync("/api/auth/login", new { email, password = "not this one" });

    private static async Task<(Answer Answer, double Milliseconds)> QuickestAsync(TestClient client, string email)
    {
        var (answer, quickest) = (default(Answer)!, double.MaxValue);
        for (var i = 0; i < 4; i++)
        {
            var started = Stopwatch.GetTimestamp();
            answer = await AskAsync(client, email);
            quickest = Math.Min(quickest, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        return (answer, quickest);
    }
}
