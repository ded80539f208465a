using System.Text.Json;
using Aldrava.Media.Stores;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Media;

public sealed class CloudinaryUrlTests
{
    private static readonly JsonElement Vectors = JsonSerializer.Deserialize<JsonElement>(
        File.ReadAllText(Repository.PathOf("tests", "Fixtures", "cloudinary.json"))
    );

    /// <summary>Where the vectors say more than yes or no.</summary>
    private static readonly Dictionary<string, bool> InWords = new()
    {
        ["https://res.cloudinary.com/other/../demo/image/upload/x.jpg"] = true,
        ["https://res.cloudinary.com/DEMO/image/upload/x.jpg"] = false,
        ["https://demo-res.cloudinary.com/image/upload/x.jpg"] = false,
    };

    public static TheoryData<string, bool> Urls =>
        new(
            Vectors
                .GetProperty("urls_for_cloud_demo")
                .EnumerateArray()
                .Select(v => (v.GetProperty("url").GetString()!, v.GetProperty("ok")))
                .Select(v => (v.Item1, v.Item2.ValueKind == JsonValueKind.String ? InWords[v.Item1] : v.Item2.GetBoolean()))
        );

    public static TheoryData<string, string, string, string> Signatures =>
        new(Vectors.GetProperty("signature").EnumerateArray().Select(v => (Text(v, "to_sign"), Text(v, "api_secret"), Text(v, "sha1"), Text(v, "sha256"))));

    [Theory]
    [MemberData(nameof(Urls))]
    public void An_address_is_ours_or_not(string url, bool ours) => (CloudinaryUrls.Ours(url, "demo") is not null).ShouldBe(ours, url);

    [Theory]
    [MemberData(nameof(Urls))]
    public void Without_a_cloud_no_address_is_ours(string url, bool _) => CloudinaryUrls.Ours(url, cloudName: null).ShouldBeNull();

    [Fact]
    public void What_is_stored_is_the_address_as_it_was_parsed()
    {
        CloudinaryUrls
            .Ours("https://RES.CLOUDINARY.COM/other/../demo/image/upload/x.jpg#part", "demo")
            .ShouldBe("https://res.cloudinary.com/demo/image/upload/x.jpg");
        CloudinaryUrls.Ours("https://res.cloudinary.com/demo/image/upload/", "demo").ShouldBeNull();
        CloudinaryUrls.Ours("https://res.cloudinary.com/demo/image/upload", "demo").ShouldBeNull();
    }

    [Fact]
    public void A_thumbnail_of_a_signed_address_is_the_address_itself()
    {
        const string signed = "https://res.cloudinary.com/demo/image/upload/s--abcdefgh--/v1/x.jpg";

        CloudinaryUrls.ThumbnailOf(signed).ShouldBe(signed);
    }

    [Theory]
    [MemberData(nameof(Signatures))]
    public void Signatures_are_those_of_the_vectors(string toSign, string secret, string sha1, string sha256)
    {
        var parameters = toSign.Split('&').Select(p => p.Split('=', 2)).Select(p => KeyValuePair.Create(p[0], p[1])).Reverse().ToList();
        parameters.Add(KeyValuePair.Create("api_key", "not signed"));
        parameters.Add(KeyValuePair.Create("file", "not signed"));

        CloudinarySignature.TextOf(parameters).ShouldBe(toSign);
        CloudinarySignature.Sign(parameters, secret, sha256: false).ShouldBe(sha1);
        CloudinarySignature.Sign(parameters, secret, sha256: true).ShouldBe(sha256);
    }

    [Fact]
    public void One_signed_value_cannot_pass_for_two()
    {
        Dictionary<string, string> one = new() { ["public_id"] = "a&timestamp=1" };
        Dictionary<string, string> two = new() { ["public_id"] = "a", ["timestamp"] = "1" };

        CloudinarySignature.Sign(one, "s", sha256: true).ShouldNotBe(CloudinarySignature.Sign(two, "s", sha256: true));
    }

    private static string Text(JsonElement vector, string name) => vector.GetProperty(name).GetString()!;
}
