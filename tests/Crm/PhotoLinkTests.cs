using System.Net;
using System.Text.Json;
using Aldrava.Tests.Media;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Crm;

public sealed class PhotoLinkTests(Agencies agencies) : IClassFixture<Agencies>
{
    [Theory]
    [InlineData("photos")]
    [InlineData("photos/bulk")]
    public async Task Photos_of_our_cloud_are_added_in_the_order_they_are_given(string route)
    {
        var property = await agencies.Agent.ListsPropertyAsync();
        var version = await agencies.Agent.VersionAsync(property);
        var body = new
        {
            photos = new object[]
            {
                new { url = $"{Photos.OfOurCloud}?b", order = 2 },
                new
                {
                    url = Photos.OfOurCloud,
                    caption = " Fachada ",
                    order = 1,
                },
                new { url = $"{Photos.OfOurCloud}?c" },
            },
        };

        var answer = (await agencies.Agent.PostAsync($"/mobile/properties/{property}/{route}", body)).Expect(HttpStatusCode.OK);

        answer["success"].GetBoolean().ShouldBeTrue();
        answer["property_id"].GetInt64().ShouldBe(property);
        answer["photos_uploaded"].GetInt32().ShouldBe(3);
        answer["total_photos"].GetInt32().ShouldBe(3);
        answer["urls"].EnumerateArray().Select(u => u.GetString()).ShouldBe([Photos.OfOurCloud, $"{Photos.OfOurCloud}?b", $"{Photos.OfOurCloud}?c"]);
        var first = (await agencies.Agent.PhotosAsync(property))[0];
        first.ShouldHaveFields("id url thumbnail_url caption position");
        first.GetProperty("caption").GetString().ShouldBe("Fachada");
        first.GetProperty("position").GetInt32().ShouldBe(0);
        first
            .GetProperty("thumbnail_url")
            .GetString()
            .ShouldBe("https://res.cloudinary.com/demo/image/upload/c_fill,w_400,h_300,g_auto,f_auto,q_auto/v1312461204/sample.jpg");
        (await agencies.Agent.VersionAsync(property)).ShouldBe(version + 1);
    }

    [Theory]
    [MemberData(nameof(CloudinaryUrlTests.Urls), MemberType = typeof(CloudinaryUrlTests))]
    public async Task Every_address_is_judged_as_parsed_and_all_or_none_are_added(string url, bool ours)
    {
        var property = await agencies.Agent.ListsPropertyAsync();

        var answer = await agencies.Agent.PostAsync($"/mobile/properties/{property}/photos/bulk", Photos.Links(Photos.OfOurCloud, url));

        if (ours)
        {
            answer.Expect(HttpStatusCode.OK);
            return;
        }
        answer.Expect(HttpStatusCode.BadRequest).Error.ShouldBe("Bad Request");
        answer.Code.ShouldBe("photo.foreign_url");
        answer["details.url"].GetString().ShouldBe(url);
        answer["details.field"].GetString().ShouldBe("body.photos[1].url");
        answer.Message.ShouldNotBeNull().ShouldContain(url);
        (await agencies.Agent.PhotosAsync(property)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{}""", "body.photos", "missing")]
    [InlineData("""{"photos":[]}""", "body.photos", "too_short")]
    [InlineData("""{"photos":[null]}""", "body.photos[0]", "missing")]
    [InlineData("""{"photos":[{}]}""", "body.photos[0].url", "missing")]
    [InlineData("""{"photos":[{"url":7}]}""", "body.photos[0].url", "string_type")]
    [InlineData("""{"photos":"x"}""", "body.photos", "list_type")]
    public async Task A_body_that_makes_no_sense_is_refused_by_field(string body, string field, string type)
    {
        var property = await agencies.Agent.ListsPropertyAsync();

        var fault = (await agencies.Agent.PostAsync($"/mobile/properties/{property}/photos", body)).Expect(HttpStatusCode.UnprocessableEntity)["details"][0];

        (fault.GetProperty("field").GetString(), fault.GetProperty("type").GetString()).ShouldBe((field, type));
    }

    [Fact]
    public async Task Who_may_change_photos_is_who_may_change_the_listing()
    {
        var property = await agencies.Agent.ListsPropertyAsync();
        var path = $"/mobile/properties/{property}/photos";
        var body = Photos.Links(Photos.OfOurCloud);

        (await agencies.Admin.PostAsync(path, body)).Expect(HttpStatusCode.OK);
        var colleagues = (await agencies.Colleague.PostAsync(path, body)).Expect(HttpStatusCode.Forbidden);
        colleagues.Error.ShouldBe("Permission Denied");
        colleagues.Message.ShouldBe("Só pode alterar as suas próprias propriedades.");
        (await agencies.WithoutAgent.PostAsync(path, body)).Expect(HttpStatusCode.Forbidden);
        (await agencies.Viewer.PostAsync(path, body)).Expect(HttpStatusCode.Forbidden).Code.ShouldBe("permission.read_only");
        (await agencies.Rival.PostAsync(path, body)).Expect(HttpStatusCode.NotFound).Code.ShouldBe("property.not_found");
        (await agencies.Agent.PostAsync("/mobile/properties/999999/photos", body)).Expect(HttpStatusCode.NotFound);
        (await agencies.Agent.PhotosAsync(property)).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_listing_made_offline_takes_photos_under_the_name_its_phone_gave_it()
    {
        var clientId = $"{Guid.CreateVersion7(TestClock.Start)}";
        (await agencies.Agent.PostAsync("/mobile/properties", new { title = "T1", client_id = clientId })).Expect(HttpStatusCode.Created);

        (await agencies.Agent.PostAsync($"/mobile/properties/{clientId}/photos", Photos.Links(Photos.OfOurCloud)))
            .Expect(HttpStatusCode.OK)["total_photos"]
            .GetInt32()
            .ShouldBe(1);
    }

    [Fact]
    public async Task A_write_that_knows_an_older_listing_is_refused_with_both_versions()
    {
        var property = await agencies.Agent.ListsPropertyAsync();
        await agencies.Agent.AddsPhotosAsync(property, 1);

        var answer = await agencies.Agent.PostAsync($"/mobile/properties/{property}/photos", Photos.Links(Photos.OfOurCloud), ("If-Match", "\"1\""));

        answer.Expect(HttpStatusCode.Conflict).Code.ShouldBe("record.stale");
        (await agencies.Agent.PhotosAsync(property)).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_listing_has_a_hundred_photos_at_most()
    {
        var property = await agencies.Agent.ListsPropertyAsync();
        await agencies.Agent.AddsPhotosAsync(property, 99);

        var answer = await agencies.Agent.PostAsync($"/mobile/properties/{property}/photos", Photos.Links(Photos.OfOurCloud, Photos.OfOurCloud));

        answer.Expect(HttpStatusCode.BadRequest).Error.ShouldBe("Business Rule Violation");
        answer["details.present"].GetInt32().ShouldBe(99);
        (await agencies.Agent.AddsPhotosAsync(property, 1)).Length.ShouldBe(100);
    }

    [Fact]
    public async Task The_same_request_again_adds_nothing()
    {
        var property = await agencies.Agent.ListsPropertyAsync();
        var key = ("Idempotency-Key", $"{Guid.CreateVersion7(TestClock.Start)}");

        var first = await agencies.Agent.PostAsync($"/mobile/properties/{property}/photos/bulk", Photos.Links(Photos.OfOurCloud), key);
        var second = await agencies.Agent.PostAsync($"/mobile/properties/{property}/photos/bulk", Photos.Links(Photos.OfOurCloud), key);

        second.Header("Idempotency-Replayed").ShouldBe("true");
        second.Text.ShouldBe(first.Expect(HttpStatusCode.OK).Text);
        (await agencies.Agent.PhotosAsync(property)).Length.ShouldBe(1);
    }

    [Fact]
    public async Task The_history_of_a_listing_tells_that_its_photos_changed()
    {
        var property = await agencies.Agent.ListsPropertyAsync();
        await agencies.Agent.AddsPhotosAsync(property, 2);

        var told = await agencies.App.ScalarAsync<string>(
            $"select data::text from crm.activities where type = 'property_photos_changed' and entity_id = {property}"
        );

        JsonSerializer.Deserialize<JsonElement>(told.ShouldNotBeNull()).GetProperty("photos").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Phones_are_told_how_to_upload_to_the_cloud_by_themselves()
    {
        var answer = (await agencies.Agent.GetAsync("/mobile/cloudinary/upload-config")).Expect(HttpStatusCode.OK);

        answer.Text.ShouldBe(
            """{"cloud_name":"demo","upload_preset":"crm_plus_mobile","api_base_url":"https://api.cloudinary.com/v1_1/demo","folder":"crm-plus/mobile-uploads","max_file_size_mb":10,"allowed_formats":["jpg","jpeg","png","heic","webp"]}"""
        );
        using var anonymous = agencies.App.Anonymous();
        (await anonymous.GetAsync("/mobile/cloudinary/upload-config")).Expect(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("CLOUDINARY_CLOUD_NAME")]
    [InlineData("CLOUDINARY_UPLOAD_PRESET_MOBILE")]
    public async Task Without_a_cloud_that_is_said_plainly(string missing)
    {
        await using var app = await AldravaApp.StartAsync(new(AppSettings.WithCloud()) { [missing] = "" });
        using var agent = await (await Agency.FoundAsync(app)).AgentAsync();

        var answer = (await agent.Http.GetAsync("/mobile/cloudinary/upload-config")).Expect(HttpStatusCode.ServiceUnavailable);

        answer.Code.ShouldBe("media.no_cloud");
        answer.Message.ShouldNotBeNull().ShouldContain("não está configurado");
    }
}
