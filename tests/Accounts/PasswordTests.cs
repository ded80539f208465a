using System.Net;
using Aldrava.Accounts.Sessions;
using Aldrava.Accounts.Users;
using Aldrava.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aldrava.Tests.Accounts;

public sealed class PasswordTests
{
    private readonly Passwords _passwords = new(NullLogger<Passwords>.Instance);

    [Fact]
    public void A_hash_is_checked_and_no_two_are_alike()
    {
        var hash = _passwords.Hash("uma frase comprida");

        _passwords.Hash("uma frase comprida").ShouldNotBe(hash);
        _passwords.Verify(1, hash, "uma frase comprida").ShouldBe(PasswordVerdict.Good);
        _passwords.Verify(1, hash, "outra").ShouldBe(PasswordVerdict.Wrong);
        _passwords.Verify(1, hash: null, "outra").ShouldBe(PasswordVerdict.Wrong);
        _passwords.Verify(1, "no hash at all", "outra").ShouldBe(PasswordVerdict.Wrong);
    }

    [Theory]
    [InlineData("2a")]
    [InlineData("2b")]
    [InlineData("2y")]
    public async Task A_bcrypt_password_signs_in_and_is_hashed_anew(string version)
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        await app.ExecuteAsync($"update accounts.users set password_hash = '{BcryptOf(version)}' where email = '{Device.Joao}'");
        using var anonymous = app.Anonymous();

        (await anonymous.PostAsync("/auth/mobile/login", new { email = Device.Joao, password = "senha1234" })).Expect(HttpStatusCode.Unauthorized);
        (await app.ScalarAsync<string>($"select password_hash from accounts.users where email = '{Device.Joao}'")).ShouldBe(BcryptOf(version));
        using (await Device.SignInAsync(app))
            (await app.ScalarAsync<string>($"select password_hash from accounts.users where email = '{Device.Joao}'"))!.ShouldStartWith("AQAAAAIAAzRQ");
        using (await Device.SignInAsync(app)) { }
    }

    [Fact]
    public void Bcrypt_reads_72_bytes_and_the_rest_is_cut_off_as_before()
    {
        var long72 = new string('ç', 36);
        const string hash = "$2b$04$abcdefghijklmnopqrstuudRdBEHu5dmxFZFOjUPHcfZpKF5Xcc3W";

        Bcrypt.Verify(hash, long72).ShouldBeTrue();
        Bcrypt.Verify(hash, long72 + new string('x', 900)).ShouldBeTrue();
        Bcrypt.Verify(hash, new string('ç', 35)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("$2b$31$abcdefghijklmnopqrstuuxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("$2x$04$abcdefghijklmnopqrstuuxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("$2b$04$short")]
    [InlineData("$1$abc$def")]
    public void Other_hashes_are_not_taken_for_bcrypt(string hash) => Bcrypt.IsHash(hash).ShouldBeFalse();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 0)]
    [InlineData(5, 1)]
    [InlineData(6, 2)]
    [InlineData(8, 8)]
    [InlineData(11, 60)]
    [InlineData(1000, 60)]
    public void Each_failure_doubles_the_wait_up_to_a_minute(int failures, int seconds) =>
        LoginThrottle.Delay(failures, free: 5).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public async Task Guessing_slows_down_on_every_node_and_waiting_helps()
    {
        await using var app = await AldravaApp.StartAsync(demo: true);
        await using var node = await app.StartNodeAsync();
        using var guesser = app.Anonymous();
        using var there = node.Anonymous();
        for (var i = 0; i < 5; i++)
            (await guesser.PostAsync("/api/auth/login", new { email = Device.Admin, password = $"guess {i}" })).Expect(HttpStatusCode.Unauthorized);

        await MakeTheWaitLongAsync(app);
        var refused = (await there.PostAsync("/api/auth/login", new { email = Device.Admin, password = Device.Password })).Expect(
            HttpStatusCode.TooManyRequests
        );

        refused.Error.ShouldBe("Too Many Requests");
        refused.Code.ShouldBe("auth.too_many_attempts");
        int.Parse(refused.Header("Retry-After")!).ShouldBeInRange(1, 60);
        app.Clock.Advance(TimeSpan.FromSeconds(61));
        using (await Device.SignInAsync(node, Device.Admin, "/api/auth/login")) { }
        (await guesser.PostAsync("/api/auth/login", new { email = Device.Admin, password = "typo" })).Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_stranger_cannot_keep_the_owner_out()
    {
        await using var app = await AldravaApp.StartAsync(new() { ["TRUSTED_PROXIES"] = "127.0.0.0/8" }, demo: true);
        using var http = app.Anonymous();
        var owner = ("X-Forwarded-For", "198.51.100.7");
        var good = new { email = Device.Admin, password = Device.Password };
        (await http.PostAsync("/api/auth/login", good, owner)).Expect(HttpStatusCode.OK);
        for (var i = 0; i < 5; i++)
            await http.PostAsync("/api/auth/login", new { email = Device.Admin, password = "guess" }, ("X-Forwarded-For", $"203.0.113.{i}"));
        await MakeTheWaitLongAsync(app);

        (await http.PostAsync("/api/auth/login", good, ("X-Forwarded-For", "203.0.113.99"))).Expect(HttpStatusCode.TooManyRequests);
        (await http.PostAsync("/api/auth/login", good, owner)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task One_address_cannot_try_one_password_on_everybody()
    {
        await using var app = await AldravaApp.StartAsync();
        using var guesser = app.Anonymous();
        for (var i = 0; i < 30; i++)
            (await guesser.PostAsync("/api/auth/login", new { email = $"person{i}@example.com", password = "senha123" })).Expect(HttpStatusCode.Unauthorized);
        await MakeTheWaitLongAsync(app);

        (await guesser.PostAsync("/api/auth/login", new { email = "another@example.com", password = "senha123" })).Expect(HttpStatusCode.TooManyRequests);
    }

    // A second would be over before a slow machine has asked.
    private static Task MakeTheWaitLongAsync(AldravaApp app) =>
        app.ExecuteAsync("update accounts.login_throttle set failures = failures + 6 where failures >= 5");

    private static string BcryptOf(string version) => $"${version}$04$abcdefghijklmnopqrstuuh/v4VKuMXt7J9BQJM8lrAUBhjI6zX4a";
}
