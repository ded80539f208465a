using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Crm;

/// <summary>What people do with photos of listings.</summary>
internal static class Photos
{
    public const string OfOurCloud = "https://res.cloudinary.com/demo/image/upload/v1312461204/sample.jpg";

    public static object Links(params string[] urls) => new { photos = urls.Select(url => new { url }) };

    public static MultipartFormDataContent Form(params (string Name, byte[] Content)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, content) in files)
            form.Add(new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } }, "photos", name);
        return form;
    }

    public static async Task<Answer> UploadsAsync(this Person person, long property, params (string Name, byte[] Content)[] files)
    {
        using var form = Form(files);
        return await person.Client.SendAsync(HttpMethod.Post, $"/mobile/properties/{property}/photos/upload", form);
    }

    /// <summary>Adds photos of our cloud and returns the ids of all that the listing has then, in order.</summary>
    public static async Task<long[]> AddsPhotosAsync(this Person person, long property, int count)
    {
        var urls = Enumerable.Range(0, count).Select(i => $"https://res.cloudinary.com/demo/image/upload/v1/p{i}.jpg").ToArray();
        (await person.PostAsync($"/mobile/properties/{property}/photos/bulk", Links(urls))).Expect(HttpStatusCode.OK);
        return [.. (await person.PhotosAsync(property)).Select(p => p.GetProperty("id").GetInt64())];
    }

    public static async Task<JsonElement[]> PhotosAsync(this Person person, long property) =>
        [.. (await person.GetAsync($"/mobile/properties/{property}")).Expect(HttpStatusCode.OK)["photos"].EnumerateArray()];

    public static async Task<int> VersionAsync(this Person person, long property) =>
        (await person.GetAsync($"/mobile/properties/{property}"))["version"].GetInt32();
}
