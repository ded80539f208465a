using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Contract;

/// <summary>crm.md: photos of properties by URL, by upload, and the configuration of uploads to the cloud.</summary>
public sealed class CrmPhotosTests(Office office) : IClassFixture<Office>
{
    private const string Cloud = $"https://res.cloudinary.com/{Office.CloudName}/image/upload/v1";

    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    );

    [Theory]
    [InlineData("photos")]
    [InlineData("photos/bulk")]
    [InlineData("photos/bulk/")]
    public async Task Urls_of_our_cloud_are_added_in_their_order(string route)
    {
        var property = await office.Agent.ListsAsync();
        var photos = new object[]
        {
            new { url = $"{Cloud}/b.jpg", order = 2 },
            new
            {
                url = $"{Cloud}/a.jpg",
                caption = "Fachada",
                order = 1,
            },
            new { url = $"{Cloud}/c.jpg" },
        };

        var answer = (await office.Agent.Http.PostAsync($"/mobile/properties/{property}/{route}", new { photos })).Expect(HttpStatusCode.OK);

        answer.Json.ShouldBeA("success: bool, property_id: int, photos_uploaded: int, total_photos: int, urls: list");
        (answer["success"].GetBoolean(), answer["property_id"].GetInt64()).ShouldBe((true, property));
        (answer["photos_uploaded"].GetInt32(), answer["total_photos"].GetInt32(), answer["urls"].GetArrayLength()).ShouldBe((3, 3, 3));
        var kept = (await office.Agent.ReadsAsync($"/mobile/properties/{property}"))["photos"];
        kept.ShouldAllBeA(Shape.Photo);
        kept.EnumerateArray().Select(p => p.GetProperty("url").GetString()).Take(2).ShouldBe([$"{Cloud}/a.jpg", $"{Cloud}/b.jpg"]);
        kept[0].GetProperty("caption").GetString().ShouldBe("Fachada");
        var positions = kept.EnumerateArray().Select(p => p.GetProperty("position").GetInt32()).ToList();
        positions.ShouldBe(positions.Order());
    }

    [Theory]
    [InlineData("http://res.cloudinary.com/imoveis-mais/image/upload/x.jpg")]
    [InlineData("https://evil.com/res.cloudinary.com/imoveis-mais/x.jpg")]
    [InlineData("https://res.cloudinary.com.evil.com/imoveis-mais/x.jpg")]
    [InlineData("https://evil.com/?u=https://res.cloudinary.com/imoveis-mais/")]
    [InlineData("https://res.cloudinary.com@evil.com/imoveis-mais/x.jpg")]
    [InlineData("https://res.cloudinary.com/imoveis-mais2/image/upload/x.jpg")]
    [InlineData("https://res.cloudinary.com/other/imoveis-mais/image/upload/x.jpg")]
    [InlineData("https://res.cloudinary.com/imoveis-mais/../other/image/upload/x.jpg")]
    [InlineData("https://res.cloudinary.com/IMOVEIS-MAIS/image/upload/x.jpg")]
    [InlineData("https://res.cloudinary.com:8443/imoveis-mais/x.jpg")]
    [InlineData("javascript:alert(1)//res.cloudinary.com/imoveis-mais/")]
    public async Task One_url_that_is_not_ours_refuses_all_and_is_named(string url)
    {
        var property = await office.Agent.ListsAsync();

        var answer = await office.Agent.Http.PostAsync(
            $"/mobile/properties/{property}/photos/bulk",
            new { photos = new[] { new { url = $"{Cloud}/a.jpg" }, new { url } } }
        );

        answer.ShouldFail(400, "Bad Request");
        JsonSerializer.Deserialize<JsonElement>(answer.Body).ToString().ShouldContain(url);
        (await office.Agent.ReadsAsync($"/mobile/properties/{property}"))["photos"].GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Only_who_may_change_the_property_adds_photos()
    {
        var property = await office.Agent.ListsAsync();
        var body = new { photos = new[] { new { url = $"{Cloud}/a.jpg" } } };

        (await office.Colleague.Http.PostAsync($"/mobile/properties/{property}/photos/bulk", body)).ShouldFail(403, "Permission Denied");
        (await office.Viewer.Http.PostAsync($"/mobile/properties/{property}/photos/bulk", body)).ShouldFail(403, "Permission Denied");
        (await office.Rival.Http.PostAsync($"/mobile/properties/{property}/photos/bulk", body)).ShouldFail(404, "Not Found", "property.not_found");
        (await office.Agent.Http.PostAsync("/mobile/properties/999999/photos/bulk", body)).ShouldFail(404, "Not Found", "property.not_found");
        (await office.Agent.Http.PostAsync($"/mobile/properties/{property}/photos/bulk", new { })).ShouldNameFields("body.photos missing");
        (await office.Agent.Http.PostAsync($"/mobile/properties/{property}/photos", """{"photos":[{"url":1}]}""")).ShouldNameFields(
            "body.photos[0].url string_type"
        );
        (await office.Admin.Http.PostAsync($"/mobile/properties/{property}/photos/bulk", body)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Files_are_uploaded_one_or_many_and_served()
    {
        var property = await office.Agent.ListsAsync();

        var answer = (await UploadAsync(property, ("a.png", Png), ("b.png", Png))).Expect(HttpStatusCode.OK);

        answer.Json.ShouldBeA("success: bool, property_id: int, photos_uploaded: int, total_photos: int, urls: list");
        answer["photos_uploaded"].GetInt32().ShouldBe(2);
        var photos = (await office.Agent.ReadsAsync($"/mobile/properties/{property}"))["photos"];
        photos.ShouldAllBeA(Shape.Photo);
        photos.GetArrayLength().ShouldBe(2);
        var url = new Uri(office.App.Address, photos[0].GetProperty("url").GetString());
        (await office.App.Anonymous().GetAsync(url.PathAndQuery)).Expect(HttpStatusCode.OK).Header("Content-Type").ShouldBe("image/png");
        (
            await office.Agent.Http.PostAsync(
                $"/mobile/properties/{property}/photos/bulk",
                new { photos = new[] { new { url = photos[0].GetProperty("url").GetString() } } }
            )
        ).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_a_file_is_shows_in_its_bytes_not_in_its_name()
    {
        var property = await office.Agent.ListsAsync();

        (await UploadAsync(property, ("photo.jpg", "<html>not a picture</html>"u8.ToArray()))).ShouldFail(415, "Unsupported Media Type");
        (await UploadAsync(property, ("photo.png", "GIF89a\u0001\0\u0001\0"u8.ToArray()))).ShouldFail(415, "Unsupported Media Type");
        (await UploadAsync(property, ("photo.txt", Png))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Ten_megabytes_are_the_limit()
    {
        var property = await office.Agent.ListsAsync();

        (await UploadAsync(property, ("large.png", [.. Png, .. new byte[(10 * 1024 * 1024) + 1]]))).ShouldFail(413, "Payload Too Large");

        (await office.Agent.ReadsAsync($"/mobile/properties/{property}"))["photos"].GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task The_configuration_of_cloud_uploads_is_as_the_page_says()
    {
        var answer = await office.Agent.ReadsAsync("/mobile/cloudinary/upload-config");

        answer["cloud_name"].GetString().ShouldBe(Office.CloudName);
        answer["upload_preset"].GetString().ShouldBe("mobile-preset");
        answer["api_base_url"].GetString().ShouldBe($"https://api.cloudinary.com/v1_1/{Office.CloudName}");
        answer["folder"].GetString().ShouldBe("crm-plus/mobile-uploads");
        answer["max_file_size_mb"].GetInt32().ShouldBe(10);
        answer["allowed_formats"].EnumerateArray().Select(f => f.GetString()).ShouldBe(["jpg", "jpeg", "png", "heic", "webp"]);
    }

    [Fact]
    public async Task Without_a_cloud_the_configuration_is_503()
    {
        await using var app = await AldravaApp.StartAsync();
        using var agent = await (await Agency.FoundAsync(app)).AgentAsync();

        var answer = (await agent.Http.GetAsync("/mobile/cloudinary/upload-config/")).Expect(HttpStatusCode.ServiceUnavailable);

        answer.Json.ShouldBeA(Shape.Error);
        answer.Message.ShouldNotBeNullOrWhiteSpace();
        answer.Code.ShouldNotBe("server.database_unavailable");
    }

    private async Task<Answer> UploadAsync(long property, params (string Name, byte[] Bytes)[] files)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, bytes) in files)
            form.Add(new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } }, "files", name);
        return await office.Agent.Http.SendAsync(HttpMethod.Post, $"/mobile/properties/{property}/photos/upload", form);
    }
}
