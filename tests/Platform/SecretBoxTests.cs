using System.Security.Cryptography;
using Aldrava.Platform.Security;
using Aldrava.Tests.Inbox;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Platform;

public sealed class SecretBoxTests
{
    private static readonly byte[] One = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] Other = RandomNumberGenerator.GetBytes(32);

    [Fact]
    public void What_is_sealed_can_be_opened_and_never_looks_the_same()
    {
        var box = new SecretBox(One);

        var (first, second) = (box.Seal("token é 🔑"), box.Seal("token é 🔑"));

        first.ShouldNotBe(second);
        first.ShouldNotContain("token");
        box.Open(first).ShouldBe("token é 🔑");
        box.Open(second).ShouldBe("token é 🔑");
    }

    [Fact]
    public void A_new_key_seals_and_an_old_one_still_opens()
    {
        var old = new SecretBox(One).Seal("secret");
        var renewed = new SecretBox(Other, One);

        renewed.Open(old).ShouldBe("secret");
        Should.Throw<CryptographicException>(() => new SecretBox(One).Open(renewed.Seal("secret")));
    }

    [Fact]
    public void What_was_damaged_is_not_opened()
    {
        var box = new SecretBox(One);
        var bytes = Convert.FromBase64String(box.Seal("secret")[3..]);
        bytes[^1] ^= 1;

        Should.Throw<CryptographicException>(() => box.Open("v1." + Convert.ToBase64String(bytes)));
        Should.Throw<CryptographicException>(() => box.Open("secret"));
    }

    [Fact]
    public async Task Nodes_without_a_key_share_one_and_one_given_later_opens_what_it_sealed()
    {
        await using var one = await AldravaApp.StartAsync();
        await using var two = await one.StartNodeAsync();
        await using var given = await one.StartNodeAsync(new() { ["ENCRYPTION_KEY"] = Convert.ToBase64String(Other) });

        var sealedText = one.Services.GetRequiredService<SecretBox>().Seal("secret");

        two.Services.GetRequiredService<SecretBox>().Open(sealedText).ShouldBe("secret");
        given.Services.GetRequiredService<SecretBox>().Open(sealedText).ShouldBe("secret");
    }

    [Fact]
    public async Task A_numbers_secrets_are_not_readable_in_the_database()
    {
        await using var inbox = await InboxApp.StartAsync();

        var row = await inbox.App.ScalarAsync<string>("select concat_ws('|', access_token, app_secret, verify_token) from inbox.numbers");

        row!.ShouldNotContain("the-access-token");
        row!.ShouldNotContain($"verify-{InboxApp.NumberId}");
    }
}
