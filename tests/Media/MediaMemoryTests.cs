using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Aldrava.Media.Contracts;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Media;

public sealed class MediaMemoryTests
{
    private const int AtOnce = 16;

    [Fact]
    public async Task Many_of_the_largest_pictures_at_once_cost_little_memory()
    {
        await using var server = await SmallServer.StartAsync();
        var created = await server.Admin.PostAsJsonAsync("/mobile/properties", new { title = "Moradia com jardim" });
        var listing = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        (AtOnce * MediaLimits.Photos.MaxBytes).ShouldBeGreaterThan(3 * SmallServer.HeapLimit / 2);

        var answers = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => UploadAsync(server.Admin, listing)));

        answers.ShouldAllBe(status => status == HttpStatusCode.OK);
    }

    private static async Task<HttpStatusCode> UploadAsync(HttpClient http, long listing)
    {
        using var picture = new Dribble(Pictures.Jpeg()[..^2], endlessly: MediaLimits.Photos.MaxBytes - 10_000);
        using var form = new MultipartFormDataContent { { new StreamContent(picture), "files", "a.jpg" } };
        using var response = await http.PostAsync($"/mobile/properties/{listing}/photos/upload", form);
        return response.StatusCode;
    }
}
