using System.Net;
using Aldrava.Media.Contracts;
using Aldrava.Media.Stores;
using Aldrava.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Media;

public sealed class ServeMediaTests(ServeMediaTests.Shelf shelf) : IClassFixture<ServeMediaTests.Shelf>
{
    public sealed class Shelf : IAsyncLifetime
    {
        public AldravaApp App { get; private set; } = null!;

        public string Name { get; } = FileNames.New(MediaFormat.Jpeg);

        public byte[] Content { get; } = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];

        public TestClient Anybody { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            App = await AldravaApp.StartAsync();
            Anybody = App.Anonymous();
            using var content = new MemoryStream(Content);
            await App.Services.GetRequiredService<IMediaStore>().PutAsync(Name, "image/jpeg", content, CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            Anybody.Dispose();
            await App.DisposeAsync();
        }
    }

    private string ETag => $"\"{shelf.Name[..32]}\"";

    [Fact]
    public async Task A_file_is_served_to_anybody_and_kept_for_good()
    {
        var answer = (await GetAsync()).Expect(HttpStatusCode.OK);

        answer.Body.ShouldBe(shelf.Content);
        answer.Header("Content-Type").ShouldBe("image/jpeg");
        answer.Header("Cache-Control").ShouldBe("public, max-age=31536000, immutable");
        answer.Header("ETag").ShouldBe(ETag);
        answer.Header("X-Content-Type-Options").ShouldBe("nosniff");
        answer.Header("Content-Disposition").ShouldBe("inline");
        answer.Header("Accept-Ranges").ShouldBe("bytes");
    }

    [Theory]
    [InlineData("bytes=0-9", 0, 9)]
    [InlineData("bytes=990-", 990, 999)]
    [InlineData("bytes=-5", 995, 999)]
    [InlineData("bytes=900-5000", 900, 999)]
    public async Task A_part_of_it_can_be_asked_for(string range, int first, int last)
    {
        var answer = (await GetAsync(("Range", range))).Expect(HttpStatusCode.PartialContent);

        answer.Body.ShouldBe(shelf.Content[first..(last + 1)]);
        answer.Header("Content-Range").ShouldBe($"bytes {first}-{last}/1000");
        answer.Header("Cache-Control").ShouldBe("public, max-age=31536000, immutable");
    }

    [Theory]
    [InlineData("bytes=1000-")]
    [InlineData("bytes=5000-6000")]
    [InlineData("bytes=-0")]
    public async Task A_part_beyond_its_end_is_refused_in_our_shape(string range)
    {
        var answer = (await GetAsync(("Range", range))).Expect(HttpStatusCode.RequestedRangeNotSatisfiable);

        answer.Code.ShouldBe("media.no_such_range");
        answer.Header("Content-Range").ShouldBe("bytes */1000");
    }

    [Fact]
    public async Task A_part_of_another_version_is_the_whole()
    {
        (await GetAsync(("Range", "bytes=0-9"), ("If-Range", ETag))).Expect(HttpStatusCode.PartialContent);
        (await GetAsync(("Range", "bytes=0-9"), ("If-Range", "\"other\""))).Expect(HttpStatusCode.OK).Body.Length.ShouldBe(1000);
        (await GetAsync(("Range", "bytes=2000-"), ("If-Range", "\"other\""))).Expect(HttpStatusCode.OK).Body.Length.ShouldBe(1000);
    }

    [Fact]
    public async Task Who_has_it_already_is_told_so()
    {
        var answer = (await GetAsync(("If-None-Match", ETag))).Expect(HttpStatusCode.NotModified);

        answer.Body.ShouldBeEmpty();
        answer.Header("ETag").ShouldBe(ETag);
        (await GetAsync(("If-None-Match", "\"other\""))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Head_tells_all_but_the_content()
    {
        var answer = (await shelf.Anybody.SendAsync(HttpMethod.Head, $"/media/{shelf.Name}", body: null)).Expect(HttpStatusCode.OK);

        answer.Body.ShouldBeEmpty();
        answer.Header("Content-Length").ShouldBe("1000");
        answer.Header("ETag").ShouldBe(ETag);
    }

    [Theory]
    [InlineData("00000000000000000000000000000000.jpg")]
    [InlineData("00000000000000000000000000000000.exe")]
    [InlineData("..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd1")]
    [InlineData("../../../../../../../../../../etc/passwd")]
    [InlineData("x.jpg")]
    [InlineData("incoming")]
    public async Task Anything_else_is_not_found(string name)
    {
        var answer = (await shelf.Anybody.GetAsync($"/media/{name}")).Expect(HttpStatusCode.NotFound);

        answer.Error.ShouldBe("Not Found");
        answer.Header("Cache-Control").ShouldBe("no-store");
    }

    private Task<Answer> GetAsync(params (string Name, string Value)[] headers) => shelf.Anybody.GetAsync($"/media/{shelf.Name}", headers);
}
