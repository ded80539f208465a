using System.Net;
using System.Net.Sockets;
using System.Text;
using Aldrava.Media.Library;
using Aldrava.Tests.Media;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Crm;

public sealed class PhotoUploadTests(Agencies agencies) : IClassFixture<Agencies>
{
    private const int Limit = 10 * 1024 * 1024;

    [Fact]
    public async Task Files_become_photos_without_their_place_whatever_they_are_called()
    {
        var property = await agencies.Agent.ListsPropertyAsync();
        var version = await agencies.Agent.VersionAsync(property);

        var answer = (
            await agencies.Agent.UploadsAsync(
                property,
                ("a.jpg", Pictures.Jpeg()),
                ("b.exe", Pictures.Png()),
                ("../../c.jpg", Pictures.Webp()),
                ("ç.HEIC", Pictures.Heic())
            )
        ).Expect(HttpStatusCode.OK);

        answer["photos_uploaded"].GetInt32().ShouldBe(4);
        answer["total_photos"].GetInt32().ShouldBe(4);
        var urls = answer["urls"].EnumerateArray().Select(u => u.GetString()!).ToList();
        urls.Select(u => u.Split('.')[1]).ShouldBe(["jpg", "png", "webp", "heic"]);
        urls.ShouldAllBe(u => u.StartsWith("/media/"));
        (await agencies.Agent.PhotosAsync(property)).Select(p => p.GetProperty("thumbnail_url").GetString()).ShouldBe(urls);
        (await agencies.Agent.VersionAsync(property)).ShouldBe(version + 1);
        using var anybody = agencies.App.Anonymous();
        foreach (var (url, type) in urls.Zip(["image/jpeg", "image/png", "image/webp", "image/heic"]))
        {
            var served = (await anybody.GetAsync(url)).Expect(HttpStatusCode.OK);
            served.Header("Content-Type").ShouldBe(type);
            Encoding.Latin1.GetString(served.Body).ShouldNotContain(Pictures.Camera);
        }
    }

    [Theory]
    [InlineData("file")]
    [InlineData("files")]
    [InlineData("photo")]
    [InlineData("anything")]
    public async Task The_name_of_the_field_does_not_matter(string field)
    {
        var property = await agencies.Agent.ListsPropertyAsync();
        using var form = new MultipartFormDataContent
        {
            { new StringContent("not a file"), "note" },
            { new ByteArrayContent(Pictures.Jpeg()), field, "a.jpg" },
        };

        (await agencies.Agent.Client.SendAsync(HttpMethod.Post, $"/mobile/properties/{property}/photos/upload", form))
            .Expect(HttpStatusCode.OK)["photos_uploaded"]
            .GetInt32()
            .ShouldBe(1);
    }

    [Fact]
    public async Task One_that_is_no_picture_is_named_and_none_is_taken()
    {
        var property = await agencies.Agent.ListsPropertyAsync();

        var answer = await agencies.Agent.UploadsAsync(property, ("a.jpg", Pictures.Jpeg()), ("b.jpg", Encoding.ASCII.GetBytes("<html><script>")));

        answer.Expect(HttpStatusCode.UnsupportedMediaType).Error.ShouldBe("Unsupported Media Type");
        answer["details.file"].GetString().ShouldBe("b.jpg");
        (await agencies.Agent.PhotosAsync(property)).ShouldBeEmpty();
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Ten_megabytes_are_taken_and_one_byte_more_is_not()
    {
        var property = await agencies.Agent.ListsPropertyAsync();
        var bare = Pictures.Jpeg().Length;

        (await agencies.Agent.UploadsAsync(property, ("a.jpg", Pictures.Jpeg(length: Limit - bare)))).Expect(HttpStatusCode.OK);
        var answer = await agencies.Agent.UploadsAsync(property, ("b.jpg", Pictures.Jpeg()), ("c.jpg", Pictures.Jpeg(length: Limit - bare + 1)));

        answer.Expect(HttpStatusCode.RequestEntityTooLarge).Error.ShouldBe("Payload Too Large");
        answer["details.file"].GetString().ShouldBe("c.jpg");
        answer["details.max_file_size_mb"].GetInt32().ShouldBe(10);
        answer.Message.ShouldBe("A fotografia tem mais de 10 MB. Escolha uma mais pequena.");
        (await agencies.Agent.PhotosAsync(property)).Length.ShouldBe(1);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Several_large_files_fit_into_one_request_and_more_than_twenty_files_do_not()
    {
        var property = await agencies.Agent.ListsPropertyAsync();
        var large = Pictures.Jpeg(length: 9 * 1024 * 1024);

        (await agencies.Agent.UploadsAsync(property, ("a.jpg", large), ("b.jpg", large))).Expect(HttpStatusCode.OK);
        var many = Enumerable.Range(0, 21).Select(i => ($"{i}.jpg", Pictures.Jpeg())).ToArray();

        (await agencies.Agent.UploadsAsync(property, many)).Expect(HttpStatusCode.BadRequest).Code.ShouldBe("media.too_many_files");
        (await agencies.Agent.UploadsAsync(property, many[..20])).Expect(HttpStatusCode.OK)["total_photos"].GetInt32().ShouldBe(22);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task What_is_no_form_with_files_is_refused()
    {
        var property = await agencies.Agent.ListsPropertyAsync();
        var path = $"/mobile/properties/{property}/photos/upload";

        (await agencies.Agent.PostAsync(path, new { photos = 1 })).Expect(HttpStatusCode.BadRequest).Code.ShouldBe("media.not_multipart");
        using var empty = new MultipartFormDataContent { { new StringContent("x"), "note" } };
        (await agencies.Agent.Client.SendAsync(HttpMethod.Post, path, empty)).Expect(HttpStatusCode.UnprocessableEntity).Code.ShouldBe("media.no_file");
        foreach (var broken in new[] { "--b\r\n", "--b\r\nContent-Disposition: form-data; name=f; filename=a.jpg\r\n\r\n\u00ff\u00d8\u00ff", "", "nonsense" })
        {
            using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(broken));
            content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
            var answer = await agencies.Agent.Client.SendAsync(HttpMethod.Post, path, content);
            ((int)answer.Status).ShouldBeInRange(400, 422, broken);
        }
        (await agencies.Agent.PhotosAsync(property)).ShouldBeEmpty();
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Who_may_not_change_the_listing_uploads_nothing()
    {
        var property = await agencies.Agent.ListsPropertyAsync();

        (await agencies.Colleague.UploadsAsync(property, ("a.jpg", Pictures.Jpeg()))).Expect(HttpStatusCode.Forbidden).Error.ShouldBe("Permission Denied");
        (await agencies.Viewer.UploadsAsync(property, ("a.jpg", Pictures.Jpeg()))).Expect(HttpStatusCode.Forbidden);
        (await agencies.Rival.UploadsAsync(property, ("a.jpg", Pictures.Jpeg()))).Expect(HttpStatusCode.NotFound);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task The_same_upload_again_is_answered_as_the_first_and_stores_nothing()
    {
        var property = await agencies.Agent.ListsPropertyAsync();
        var body = await Photos.Form(("a.jpg", Pictures.Jpeg(length: 2 * 1024 * 1024))).ReadAsByteArrayAsync();
        var boundary = Encoding.ASCII.GetString(body.AsSpan(2, 36));
        var key = $"{Guid.CreateVersion7(TestClock.Start)}";

        async Task<Answer> SendAsync(byte[] bytes)
        {
            using var content = new ByteArrayContent(bytes);
            content.Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; boundary={boundary}");
            return await agencies.Agent.Client.SendAsync(HttpMethod.Post, $"/mobile/properties/{property}/photos/upload", content, ("Idempotency-Key", key));
        }

        var first = (await SendAsync(body)).Expect(HttpStatusCode.OK);
        var stored = StoredFiles();
        var second = (await SendAsync(body)).Expect(HttpStatusCode.OK);
        body[^100] ^= 1;
        (await SendAsync(body)).Expect(HttpStatusCode.UnprocessableEntity).Code.ShouldBe("idempotency.mismatch");

        second.Header("Idempotency-Replayed").ShouldBe("true");
        second.Text.ShouldBe(first.Text);
        (await agencies.Agent.PhotosAsync(property)).Length.ShouldBe(1);
        StoredFiles().ShouldBe(stored);
    }

    [Fact]
    public async Task A_phone_that_dies_in_the_middle_leaves_nothing()
    {
        var property = await agencies.Agent.ListsPropertyAsync();
        var before = StoredFiles();
        using (var phone = new TcpClient())
        {
            await phone.ConnectAsync(agencies.App.Address.Host, agencies.App.Address.Port);
            var head =
                $"POST /mobile/properties/{property}/photos/upload HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {agencies.Agent.Client.Token}\r\n"
                + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000000\r\n\r\n"
                + "--b\r\nContent-Disposition: form-data; name=f; filename=a.jpg\r\n\r\n";
            await phone.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
            await phone.GetStream().WriteAsync(Pictures.Jpeg(length: 1_000_000));
            await Eventually.BecomesTrueAsync(() => Parts().Length > 0, "the upload is being written");
            phone.Client.LingerState = new LingerOption(enable: true, 0);
        }

        await Eventually.BecomesTrueAsync(() => Parts().Length == 0, "what was written is gone");
        await NothingIsLeftAsync();
        StoredFiles().ShouldBe(before);
        (await agencies.Agent.PhotosAsync(property)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_file_goes_with_the_last_photo_that_shows_it()
    {
        var (one, two) = (await agencies.Agent.ListsPropertyAsync(), await agencies.Agent.ListsPropertyAsync());
        var url = (await agencies.Agent.UploadsAsync(one, ("a.jpg", Pictures.Jpeg())))["urls"][0].GetString()!;
        (await agencies.Agent.PostAsync($"/mobile/properties/{two}/photos", Photos.Links(url))).Expect(HttpStatusCode.OK);
        using var anybody = agencies.App.Anonymous();

        await RemoveAllAsync(one);
        await NothingIsLeftAsync();
        (await anybody.GetAsync(url)).Expect(HttpStatusCode.OK);

        await RemoveAllAsync(two);
        await NothingIsLeftAsync();
        (await anybody.GetAsync(url)).Expect(HttpStatusCode.NotFound).Code.ShouldBe("media.not_found");
        (await agencies.Agent.PostAsync($"/mobile/properties/{two}/photos", Photos.Links(url))).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_file_that_is_added_elsewhere_while_its_photo_is_removed_is_kept_or_was_never_added()
    {
        for (var round = 0; round < 8; round++)
        {
            var (one, two) = (await agencies.Agent.ListsPropertyAsync(), await agencies.Agent.ListsPropertyAsync());
            var url = (await agencies.Agent.UploadsAsync(one, ("a.jpg", Pictures.Jpeg())))["urls"][0].GetString()!;

            var adding = agencies.Agent.PostAsync($"/mobile/properties/{two}/photos", Photos.Links(url));
            await Task.WhenAll(adding, RemoveAllAsync(one));

            await NothingIsLeftAsync();
            using var anybody = agencies.App.Anonymous();
            var served = (await anybody.GetAsync(url)).Status;
            served.ShouldBe((await adding).Status == HttpStatusCode.OK ? HttpStatusCode.OK : HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Addresses_of_our_own_files_are_ours_relative_or_absolute_and_only_those_of_this_agency()
    {
        var property = await agencies.Agent.ListsPropertyAsync();
        var rivals = (await agencies.Rival.PostAsync("/mobile/properties", new { title = "T2" }))["id"].GetInt64();
        var url = (await agencies.Agent.UploadsAsync(property, ("a.jpg", Pictures.Jpeg())))["urls"][0].GetString()!;
        var absolute = new Uri(agencies.App.Address, url).AbsoluteUri;

        foreach (var ours in new[] { url, absolute })
            (await agencies.Agent.PostAsync($"/mobile/properties/{property}/photos", Photos.Links(ours)))
                .Expect(HttpStatusCode.OK)["urls"][0]
                .GetString()
                .ShouldBe(url);
        foreach (
            var foreign in new[]
            {
                $"https://evil.com{url}",
                $"{absolute}?x",
                url.Replace("/media/", "/other/"),
                $"/media/{new string('0', 32)}.jpg",
                $"//evil.com{url}",
            }
        )
            (await agencies.Agent.PostAsync($"/mobile/properties/{property}/photos", Photos.Links(foreign))).Expect(HttpStatusCode.BadRequest);
        (await agencies.Rival.PostAsync($"/mobile/properties/{rivals}/photos", Photos.Links(url)))
            .Expect(HttpStatusCode.BadRequest)
            .Code.ShouldBe("photo.foreign_url");
    }

    [Fact]
    public async Task A_listing_that_is_full_takes_no_file_and_keeps_none()
    {
        var property = await agencies.Agent.ListsPropertyAsync();
        await agencies.Agent.AddsPhotosAsync(property, 100);

        (await agencies.Agent.UploadsAsync(property, ("a.jpg", Pictures.Jpeg()))).Expect(HttpStatusCode.BadRequest).Code.ShouldBe("photo.too_many");

        await NothingIsLeftAsync();
    }

    private async Task RemoveAllAsync(long property)
    {
        foreach (var photo in await agencies.Agent.PhotosAsync(property))
            (await agencies.Agent.Client.DeleteAsync($"/mobile/properties/{property}/photos/{photo.GetProperty("id").GetInt64()}")).Expect(
                HttpStatusCode.NoContent
            );
    }

    /// <summary>No note of a file that belongs to nobody, no file without an owner, no part of a file.</summary>
    private async Task NothingIsLeftAsync()
    {
        await agencies.App.Services.GetRequiredService<SweepLeftovers>().RunOnceAsync(CancellationToken.None);
        await Eventually.BecomesTrueAsync(async () => await CountAsync("media.leftovers") == 0, "files that belong to nobody are gone");
        ((long)StoredFiles().Length).ShouldBe(await CountAsync("media.files"));
        Parts().ShouldBeEmpty();
    }

    private Task<long> CountAsync(string table) => agencies.App.ScalarAsync<long>($"select count(*) from {table}");

    private string[] Parts() => Directory.GetFiles(Path.Combine(TestPostgres.FilesOf(agencies.App.Database), "incoming"));

    private string[] StoredFiles() =>
        [
            .. Directory
                .GetFiles(TestPostgres.FilesOf(agencies.App.Database), "*", SearchOption.AllDirectories)
                .Where(f => !f.Contains("/incoming/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
}
