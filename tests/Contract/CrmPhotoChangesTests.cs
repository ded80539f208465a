using System.Net;

namespace Aldrava.Tests.Contract;

/// <summary>crm.md: PATCH and DELETE of a photo, and their order. "Photos are rows, never a joined string".</summary>
public sealed class CrmPhotoChangesTests(Office office) : IClassFixture<Office>
{
    private const string Cloud = $"https://res.cloudinary.com/{Office.CloudName}/image/upload/v1";

    [Fact]
    public async Task A_photo_gets_a_caption_another_place_and_goes()
    {
        var (property, ids) = await WithPhotosAsync();
        var photos = $"/mobile/properties/{property}/photos";

        var captioned = (await office.Agent.Http.PatchAsync($"{photos}/{ids[0]}/", new { caption = "Sala, cozinha; e \"vista\" | mar" })).Expect(
            HttpStatusCode.OK
        );
        (await office.Agent.Http.PutAsync($"{photos}/order", new { photo_ids = new[] { ids[2], ids[0], ids[1] } })).Expect(HttpStatusCode.OK);
        ((int)(await office.Agent.Http.DeleteAsync($"{photos}/{ids[1]}")).Status).ShouldBeInRange(200, 204);

        captioned.Json.ShouldBeA(Shape.Photo);
        (await PhotosAsync(property)).ShouldBe([ids[2], ids[0]]);
        (await office.Agent.ReadsAsync($"/mobile/properties/{property}"))["photos"]
            [1]
            .GetProperty("caption")
            .GetString()
            .ShouldBe("Sala, cozinha; e \"vista\" | mar");
        (await office.Agent.Http.DeleteAsync($"{photos}/{ids[1]}")).ShouldFail(404, "Not Found")["identifier"].GetInt64().ShouldBe(ids[1]);
    }

    [Fact]
    public async Task Only_by_who_may_change_the_property()
    {
        var (property, ids) = await WithPhotosAsync();
        var photo = $"/mobile/properties/{property}/photos/{ids[0]}";

        (await office.Colleague.Http.DeleteAsync(photo)).ShouldFail(403, "Permission Denied");
        (await office.Viewer.Http.PatchAsync(photo, new { caption = "x" })).ShouldFail(403, "Permission Denied");
        (await office.Rival.Http.DeleteAsync(photo)).ShouldFail(404, "Not Found");
        (await office.Rival.Http.PutAsync($"/mobile/properties/{property}/photos/order", new { photo_ids = ids })).ShouldFail(404, "Not Found");
        (await PhotosAsync(property)).ShouldBe(ids);
    }

    private async Task<(long Property, long[] Photos)> WithPhotosAsync()
    {
        var property = await office.Agent.ListsAsync();
        var photos = Enumerable.Range(0, 3).Select(i => new { url = $"{Cloud}/{i}.jpg", order = i });
        (await office.Agent.Http.PostAsync($"/mobile/properties/{property}/photos/bulk", new { photos })).Expect(HttpStatusCode.OK);
        return (property, await PhotosAsync(property));
    }

    private async Task<long[]> PhotosAsync(long property) =>
        [.. (await office.Agent.ReadsAsync($"/mobile/properties/{property}"))["photos"].EnumerateArray().Select(p => p.GetProperty("id").GetInt64())];
}
