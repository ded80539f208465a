using System.Net;
using Aldrava.Media;
using Aldrava.Media.Contracts;
using Aldrava.Media.Stores;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Media;

public sealed class S3StoreTests(S3Server s3) : IClassFixture<S3Server>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aldrava-s3-client-").FullName;
    private readonly string _name = FileNames.New(MediaFormat.Jpeg);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(300_000)]
    [InlineData(12 * 1024 * 1024 + 7)]
    public async Task Content_of_any_length_goes_there_in_one_piece_or_in_parts_and_comes_back(int length)
    {
        using var store = Store();
        var sent = Bytes(length);

        await PutAsync(store, sent);

        var content = (await store.OpenAsync(_name, CancellationToken.None)).ShouldNotBeNull();
        content.Length.ShouldBe(length);
        using var read = new MemoryStream();
        await content.Stream.CopyToAsync(read);
        await content.Stream.DisposeAsync();
        read.ToArray().SequenceEqual(sent).ShouldBeTrue();
        s3.Objects.ShouldContain(_name);
        Directory.GetFiles(Path.Combine(_folder, "incoming")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_part_is_fetched_from_where_it_is_read()
    {
        using var store = Store();
        var sent = Bytes(9 * 1024 * 1024);
        await PutAsync(store, sent);
        var content = (await store.OpenAsync(_name, CancellationToken.None)).ShouldNotBeNull();

        foreach (var at in new[] { sent.Length - 5, 4 * 1024 * 1024 - 3, 0 })
        {
            var part = new byte[5];
            content.Stream.Position = at;
            await content.Stream.ReadExactlyAsync(part);
            part.ShouldBe(sent[at..(at + 5)]);
        }
        await content.Stream.DisposeAsync();
    }

    [Fact]
    public async Task What_is_not_there_is_null_and_removing_it_is_harmless()
    {
        using var store = Store();
        await PutAsync(store, Bytes(10));

        await store.DeleteAsync(_name, CancellationToken.None);
        await store.DeleteAsync(_name, CancellationToken.None);

        (await store.OpenAsync(_name, CancellationToken.None)).ShouldBeNull();
        s3.Objects.ShouldNotContain(_name);
    }

    [Fact]
    public async Task A_wrong_secret_is_told_without_telling_it()
    {
        using var store = Store(o => o with { SecretAccessKey = "a wrong secret" });

        var failure = await Should.ThrowAsync<MediaStoreException>(() => PutAsync(store, Bytes(10)));

        failure.Message.ShouldBe("S3: SignatureDoesNotMatch");
        failure.ToString().ShouldNotContain("a wrong secret");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_store_that_failed()
    {
        using var store = Store(o => o with { Endpoint = "http://127.0.0.1:9" });

        await Should.ThrowAsync<MediaStoreException>(() => PutAsync(store, Bytes(10)));

        Directory.GetFiles(Path.Combine(_folder, "incoming")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_breaks_off_is_not_stored()
    {
        using var store = Store();

        await Should.ThrowAsync<IOException>(() =>
            store.PutAsync(
                _name,
                "image/jpeg",
                async (output, ct) =>
                {
                    await output.WriteAsync(Bytes(1000), ct);
                    throw new IOException("The line broke.");
                },
                CancellationToken.None
            )
        );

        s3.Objects.ShouldNotContain(_name);
    }

    [Fact]
    public async Task A_listing_takes_photos_into_the_bucket_and_they_are_served_through_us_or_from_its_public_address()
    {
        Dictionary<string, string?> settings = new()
        {
            ["MEDIA_STORE"] = "s3",
            ["S3_BUCKET"] = S3Server.Bucket,
            ["S3_ENDPOINT"] = s3.Url,
            ["S3_ACCESS_KEY_ID"] = S3Server.Key,
            ["S3_SECRET_ACCESS_KEY"] = S3Server.Key,
        };
        await using var app = await AldravaApp.StartAsync(settings);
        using var agent = await (await Agency.FoundAsync(app)).AgentAsync();
        var property = (await agent.Http.PostAsync("/mobile/properties", new { title = "T3" }))["id"].GetInt64();

        var url = await UploadAsync(agent, property);
        var served = (await agent.Http.GetAsync(url, ("Range", "bytes=0-1"))).Expect(HttpStatusCode.PartialContent);
        served.Body.ShouldBe([0xFF, 0xD8]);
        served.Header("Content-Type").ShouldBe("image/jpeg");
        (await agent.Http.GetAsync($"/media/{_name}")).Expect(HttpStatusCode.NotFound);

        await using var other = await app.StartNodeAsync(new(settings) { ["S3_PUBLIC_URL"] = "https://cdn.example.pt/photos/" });
        using var there = new TestClient(other, agent.Token);
        var cdn = await UploadAsync(there, property);
        cdn.ShouldStartWith("https://cdn.example.pt/photos/");
        (await there.PostAsync($"/mobile/properties/{property}/photos", Crm.Photos.Links(cdn))).Expect(HttpStatusCode.OK);

        var photo = (await agent.Http.GetAsync($"/mobile/properties/{property}"))["photos"][0];
        (await agent.Http.DeleteAsync($"/mobile/properties/{property}/photos/{photo.GetProperty("id").GetInt64()}")).Expect(HttpStatusCode.NoContent);
        await Eventually.BecomesTrueAsync(() => !s3.Objects.Contains(Path.GetFileName(url)), "the photo has left the bucket");
    }

    private static Task<string> UploadAsync(Person person, long property) => UploadAsync(person.Http, property);

    private static async Task<string> UploadAsync(TestClient http, long property)
    {
        using var form = Crm.Photos.Form(("a.jpg", Pictures.Jpeg()));
        return (await http.SendAsync(HttpMethod.Post, $"/mobile/properties/{property}/photos/upload", form)).Expect(HttpStatusCode.OK)["urls"][0].GetString()!;
    }

    private S3Store Store(Func<S3Options, S3Options>? change = null)
    {
        var options = new S3Options(S3Server.Bucket, "us-east-1", s3.Url, PathStyle: true, S3Server.Key, S3Server.Key, PublicUrl: null);
        return new S3Store(change?.Invoke(options) ?? options, new MediaOptions(MediaOptions.S3, _folder, PublicUrl: null), new Workbench(_folder));
    }

    private async Task PutAsync(S3Store store, byte[] content)
    {
        using var stream = new MemoryStream(content);
        await store.PutAsync(_name, "image/jpeg", stream, CancellationToken.None);
    }

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7 + i / 256))];
}
