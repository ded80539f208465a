using System.Net;
using Aldrava.Media;
using Aldrava.Media.Contracts;
using Aldrava.Media.Stores;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Media;

public sealed class CloudinaryStoreTests : IAsyncLifetime
{
    private static readonly byte[] Picture = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31))];
    private readonly string _folder = Directory.CreateTempSubdirectory("aldrava-cloud-").FullName;
    private readonly HttpClient _http = new();
    private readonly string _name = FileNames.New(MediaFormat.Jpeg);
    private FakeCloudinary _cloud = null!;

    public async ValueTask InitializeAsync() => _cloud = await FakeCloudinary.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _cloud.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_picture_goes_there_signed_is_read_in_parts_and_removed(bool sha256)
    {
        var store = Store(o => o with { Sha256 = sha256 });

        await PutAsync(store);
        _cloud.Pictures[$"crm-plus/mobile-uploads/{_name[..32]}"].ShouldBe(Picture);
        var content = (await store.OpenAsync(_name, CancellationToken.None)).ShouldNotBeNull();
        content.Length.ShouldBe(Picture.Length);
        content.Stream.Position = 299_990;
        var end = new byte[10];
        await content.Stream.ReadExactlyAsync(end);
        end.ShouldBe(Picture[^10..]);
        await content.Stream.DisposeAsync();

        await store.DeleteAsync(_name, CancellationToken.None);
        await store.DeleteAsync(_name, CancellationToken.None);
        _cloud.Pictures.ShouldBeEmpty();
        (await store.OpenAsync(_name, CancellationToken.None)).ShouldBeNull();
    }

    [Theory]
    [InlineData(CloudMood.Fails)]
    [InlineData(CloudMood.Hangs)]
    [InlineData(CloudMood.DropsAfterTaking)]
    public async Task What_passes_is_tried_again_and_stored_once(CloudMood mood)
    {
        _cloud.Next.Enqueue(mood);

        await PutAsync(Store());

        _cloud.Requests.ShouldBe([$"upload {mood}", "upload Fine"]);
        _cloud.Pictures.Values.ShouldHaveSingleItem().ShouldBe(Picture);
    }

    [Fact]
    public async Task What_is_refused_is_not_tried_again()
    {
        _cloud.Next.Enqueue(CloudMood.Refuses);

        (await Should.ThrowAsync<MediaStoreException>(() => PutAsync(Store()))).Message.ShouldBe("Cloudinary: 400");

        _cloud.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_keeps_failing_is_given_up_and_leaves_nothing_here()
    {
        foreach (var _ in Enumerable.Range(0, 4))
            _cloud.Next.Enqueue(CloudMood.Fails);

        await Should.ThrowAsync<MediaStoreException>(() => PutAsync(Store()));

        _cloud.Requests.Count.ShouldBe(4);
        Directory.GetFiles(Path.Combine(_folder, "incoming")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_secret_is_told_without_telling_it()
    {
        var store = Store(o => o with { ApiSecret = "wrong secret" });

        var failure = await Should.ThrowAsync<MediaStoreException>(() => PutAsync(store));

        failure.ToString().ShouldNotContain("wrong secret");
        _cloud.Pictures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_listing_takes_photos_through_it_and_serves_their_thumbnails_from_the_cloud()
    {
        await using var app = await AldravaApp.StartAsync(
            new()
            {
                ["MEDIA_STORE"] = "cloudinary",
                ["CLOUDINARY_CLOUD_NAME"] = "",
                ["CLOUDINARY_URL"] = $"cloudinary://{FakeCloudinary.Key}:{Uri.EscapeDataString(FakeCloudinary.Secret)}@{FakeCloudinary.Cloud}",
                ["CLOUDINARY_API_URL"] = _cloud.Url,
            }
        );
        using var agent = await (await Agency.FoundAsync(app)).AgentAsync();
        var property = (await agent.Http.PostAsync("/mobile/properties", new { title = "T3" }))["id"].GetInt64();
        using var form = Crm.Photos.Form(("a.jpg", Pictures.Jpeg()));

        var url = (await agent.Http.SendAsync(HttpMethod.Post, $"/mobile/properties/{property}/photos/upload", form))
            .Expect(HttpStatusCode.OK)["urls"][0]
            .GetString()!;

        url.ShouldStartWith($"https://res.cloudinary.com/{FakeCloudinary.Cloud}/image/upload/crm-plus/mobile-uploads/");
        System.Text.Encoding.Latin1.GetString(_cloud.Pictures.Values.ShouldHaveSingleItem()).ShouldNotContain("GPS");
        var photo = (await agent.Http.GetAsync($"/mobile/properties/{property}"))["photos"][0];
        photo.GetProperty("thumbnail_url").GetString().ShouldNotBeNull().ShouldContain("/image/upload/c_fill,w_400,h_300,g_auto,f_auto,q_auto/crm-plus/");

        (await agent.Http.DeleteAsync($"/mobile/properties/{property}/photos/{photo.GetProperty("id").GetInt64()}")).Expect(HttpStatusCode.NoContent);
        await Eventually.BecomesTrueAsync(() => _cloud.Pictures.IsEmpty, "the picture has left the cloud");
    }

    [Fact]
    public async Task A_cloud_that_is_down_is_answered_with_503_and_leaves_nothing()
    {
        await using var app = await AldravaApp.StartAsync(
            new()
            {
                ["MEDIA_STORE"] = "cloudinary",
                ["CLOUDINARY_API_KEY"] = FakeCloudinary.Key,
                ["CLOUDINARY_API_SECRET"] = "a wrong secret",
                ["CLOUDINARY_CLOUD_NAME"] = FakeCloudinary.Cloud,
                ["CLOUDINARY_API_URL"] = _cloud.Url,
            }
        );
        using var agent = await (await Agency.FoundAsync(app)).AgentAsync();
        var property = (await agent.Http.PostAsync("/mobile/properties", new { title = "T3" }))["id"].GetInt64();
        using var form = Crm.Photos.Form(("a.jpg", Pictures.Jpeg()));

        var answer = await agent.Http.SendAsync(HttpMethod.Post, $"/mobile/properties/{property}/photos/upload", form);

        answer.Expect(HttpStatusCode.ServiceUnavailable).Code.ShouldBe("media.store_unavailable");
        answer.Header("Retry-After").ShouldNotBeNull();
        (await agent.Http.GetAsync($"/mobile/properties/{property}"))["photos"].GetArrayLength().ShouldBe(0);
        app.Logs.Lines.ShouldAllBe(line => !line.Contains("a wrong secret"));
    }

    private CloudinaryStore Store(Func<CloudinaryOptions, CloudinaryOptions>? change = null)
    {
        var options = new CloudinaryOptions(FakeCloudinary.Cloud, null, FakeCloudinary.Key, FakeCloudinary.Secret)
        {
            ApiUrl = _cloud.Url,
            DeliveryUrl = _cloud.Url,
            AttemptTimeout = TimeSpan.FromSeconds(1),
            RetryDelay = TimeSpan.FromMilliseconds(10),
        };
        return new CloudinaryStore(_http, change?.Invoke(options) ?? options, new Workbench(_folder), TimeProvider.System);
    }

    private async Task PutAsync(CloudinaryStore store)
    {
        using var content = new MemoryStream(Picture);
        await store.PutAsync(_name, "image/jpeg", content, CancellationToken.None);
    }
}
