using System.Net;

namespace Aldrava.Tests.Crm;

public sealed class PhotoOrderTests(Agencies agencies) : IClassFixture<Agencies>
{
    [Fact]
    public async Task Photos_get_the_order_they_are_told()
    {
        var property = await agencies.Agent.ListsPropertyAsync();
        var ids = await agencies.Agent.AddsPhotosAsync(property, 3);
        var version = await agencies.Agent.VersionAsync(property);

        var answer = (await OrderAsync(property, ids[2], ids[0], ids[1])).Expect(HttpStatusCode.OK);

        answer.Json.EnumerateArray().Select(p => p.GetProperty("id").GetInt64()).ShouldBe([ids[2], ids[0], ids[1]]);
        (await IdsAsync(property)).ShouldBe([ids[2], ids[0], ids[1]]);
        (await agencies.Agent.VersionAsync(property)).ShouldBe(version + 1);

        (await OrderAsync(property, ids[2], ids[0], ids[1])).Expect(HttpStatusCode.OK);
        (await agencies.Agent.VersionAsync(property)).ShouldBe(version + 1, "Nothing changed.");
    }

    [Fact]
    public async Task The_order_must_name_exactly_the_photos_of_the_listing()
    {
        var property = await agencies.Agent.ListsPropertyAsync();
        var ids = await agencies.Agent.AddsPhotosAsync(property, 2);
        var others = await agencies.Agent.AddsPhotosAsync(await agencies.Agent.ListsPropertyAsync(), 1);

        foreach (var wrong in new long[][] { [], [ids[0]], [ids[0], ids[0]], [ids[0], others[0]], [ids[0], ids[1], others[0]], [ids[0], ids[1], ids[1]] })
        {
            var answer = (await OrderAsync(property, wrong)).Expect(HttpStatusCode.UnprocessableEntity);
            answer.Code.ShouldBe("photo.not_the_same");
            answer["details.photo_ids"].EnumerateArray().Select(i => i.GetInt64()).ShouldBe(ids);
        }
    }

    [Fact]
    public async Task A_photo_is_described_and_moved()
    {
        var property = await agencies.Agent.ListsPropertyAsync();
        var ids = await agencies.Agent.AddsPhotosAsync(property, 3);
        var path = $"/mobile/properties/{property}/photos/{ids[0]}";

        var moved = (await agencies.Agent.PatchAsync(path, new { caption = "Sala", position = 2 })).Expect(HttpStatusCode.OK);

        (moved["caption"].GetString(), moved["position"].GetInt32()).ShouldBe(("Sala", 2));
        (await IdsAsync(property)).ShouldBe([ids[1], ids[2], ids[0]]);
        (await agencies.Agent.PatchAsync(path, new { position = 0 }))["caption"].GetString().ShouldBe("Sala");
        (await agencies.Agent.PatchAsync(path, new { position = 99 }))["position"].GetInt32().ShouldBe(2);
        (await agencies.Agent.PatchAsync(path, """{"caption":null}"""))["caption"].GetString().ShouldBeNull();
        (await agencies.Agent.PatchAsync(path, new { position = -1 })).Expect(HttpStatusCode.UnprocessableEntity);
        (await agencies.Agent.PatchAsync(path, new { caption = new string('x', 501) })).Expect(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Removing_a_photo_closes_the_gap_and_doing_so_again_finds_none()
    {
        var property = await agencies.Agent.ListsPropertyAsync();
        var ids = await agencies.Agent.AddsPhotosAsync(property, 3);
        var path = $"/mobile/properties/{property}/photos/{ids[1]}";

        (await agencies.Agent.Client.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);

        (await agencies.Agent.Client.DeleteAsync(path)).Expect(HttpStatusCode.NotFound).Code.ShouldBe("photo.not_found");
        (await IdsAsync(property)).ShouldBe([ids[0], ids[2]]);
    }

    [Fact]
    public async Task Colleagues_and_rivals_change_nothing_and_a_photo_is_found_only_under_its_own_listing()
    {
        var property = await agencies.Agent.ListsPropertyAsync();
        var ids = await agencies.Agent.AddsPhotosAsync(property, 2);
        var other = await agencies.Agent.ListsPropertyAsync();

        foreach (var (person, status) in new[] { (agencies.Colleague, HttpStatusCode.Forbidden), (agencies.Rival, HttpStatusCode.NotFound) })
        {
            (await person.PatchAsync($"/mobile/properties/{property}/photos/{ids[0]}", new { position = 1 })).Expect(status);
            (await person.Client.DeleteAsync($"/mobile/properties/{property}/photos/{ids[0]}")).Expect(status);
            (await person.Client.PutAsync($"/mobile/properties/{property}/photos/order", new { photo_ids = ids.Reverse() })).Expect(status);
        }
        (await agencies.Agent.PatchAsync($"/mobile/properties/{other}/photos/{ids[0]}", new { position = 1 })).Expect(HttpStatusCode.NotFound);
        (await agencies.Agent.Client.DeleteAsync($"/mobile/properties/{other}/photos/{ids[0]}")).Expect(HttpStatusCode.NotFound);
        (await IdsAsync(property)).ShouldBe(ids);
    }

    [Fact]
    public async Task Places_have_no_gaps_and_no_doubles_however_many_change_them_at_once()
    {
        var property = await agencies.Agent.ListsPropertyAsync();
        var ids = await agencies.Agent.AddsPhotosAsync(property, 4);
        var path = $"/mobile/properties/{property}/photos";

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 24)
                .Select(i =>
                    (i % 4) switch
                    {
                        0 => agencies.Agent.PostAsync(path, Photos.Links($"{Photos.OfOurCloud}?{i}", $"{Photos.OfOurCloud}?{i}b")),
                        1 => agencies.Admin.PatchAsync($"{path}/{ids[i % 3]}", new { position = i % 5 }),
                        2 => agencies.Admin.PostAsync($"{path}/bulk", Photos.Links($"{Photos.OfOurCloud}?{i}")),
                        _ => agencies.Agent.Client.DeleteAsync($"{path}/{ids[3]}"),
                    }
                )
        );

        answers.Count(a => a.Status == HttpStatusCode.NoContent).ShouldBe(1);
        answers.Where(a => a.Status != HttpStatusCode.NoContent).Select(a => (int)a.Status).Distinct().Order().ShouldBe([200, 404]);
        var photos = await agencies.Agent.PhotosAsync(property);
        photos.Select(p => p.GetProperty("position").GetInt32()).ShouldBe(Enumerable.Range(0, 3 + 6 * 2 + 6));
    }

    private Task<Support.Answer> OrderAsync(long property, params long[] ids) =>
        agencies.Agent.Client.PutAsync($"/mobile/properties/{property}/photos/order", new { photo_ids = ids });

    private async Task<long[]> IdsAsync(long property) => [.. (await agencies.Agent.PhotosAsync(property)).Select(p => p.GetProperty("id").GetInt64())];
}
