using Aldrava.Media;
using Aldrava.Media.Contracts;
using Aldrava.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aldrava.Tests.Media;

public sealed class MediaConfigurationTests
{
    [Theory]
    [InlineData("MEDIA_STORE must be", "MEDIA_STORE=ftp")]
    [InlineData("MEDIA_PUBLIC_URL is not", "MEDIA_PUBLIC_URL=crm.example.pt")]
    [InlineData("MEDIA_PUBLIC_URL is not", "MEDIA_PUBLIC_URL=https://user:pw@example.pt")]
    [InlineData("needs S3_BUCKET", "MEDIA_STORE=s3")]
    [InlineData("go together", "MEDIA_STORE=s3", "S3_BUCKET=b", "S3_ACCESS_KEY_ID=x")]
    [InlineData("not sent elsewhere", "MEDIA_STORE=s3", "S3_BUCKET=b", "S3_ENDPOINT=http://minio:9000")]
    [InlineData("S3_ENDPOINT is not", "MEDIA_STORE=s3", "S3_BUCKET=b", "S3_ENDPOINT=minio")]
    [InlineData("S3_PATH_STYLE must be", "MEDIA_STORE=s3", "S3_BUCKET=b", "S3_PATH_STYLE=maybe")]
    [InlineData("MEDIA_STORE=cloudinary needs", "MEDIA_STORE=cloudinary", "CLOUDINARY_CLOUD_NAME=demo")]
    [InlineData("MEDIA_STORE=cloudinary needs", "MEDIA_STORE=cloudinary", "CLOUDINARY_CLOUD_NAME=demo", "CLOUDINARY_API_KEY=1")]
    [InlineData("CLOUDINARY_URL must be", "CLOUDINARY_URL=https://1:the-secret@demo")]
    [InlineData("CLOUDINARY_CLOUD_NAME may have", "CLOUDINARY_CLOUD_NAME=demo/evil")]
    [InlineData("CLOUDINARY_CLOUD_NAME may have", "CLOUDINARY_CLOUD_NAME=..")]
    [InlineData("CLOUDINARY_SIGNATURE_ALGORITHM must be", "CLOUDINARY_SIGNATURE_ALGORITHM=md5")]
    public void A_setting_that_cannot_be_used_stops_the_start(string complaint, params string[] settings)
    {
        var failure = Should.Throw<InvalidOperationException>(() => new ServiceCollection().AddMedia(Configuration(settings)));

        failure.Message.ShouldContain(complaint);
        failure.Message.ShouldNotContain("the-secret");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_stops_the_start()
    {
        var file = Path.GetTempFileName();

        var failure = await Should.ThrowAsync<InvalidOperationException>(() => AldravaApp.StartAsync(new() { ["MEDIA_FOLDER"] = Path.Combine(file, "media") }));

        failure.Message.ShouldContain("MEDIA_FOLDER");
        File.Delete(file);
    }

    [Fact]
    public void Secrets_are_not_printed()
    {
        S3Options.From(Configuration("S3_BUCKET=b", "S3_ACCESS_KEY_ID=an-id", "S3_SECRET_ACCESS_KEY=the-secret")).ToString().ShouldBe("S3Options b");
        CloudinaryOptions.From(Configuration("CLOUDINARY_URL=cloudinary://1:the-secret@Demo")).ToString().ShouldBe("CloudinaryOptions Demo");
    }

    [Fact]
    public async Task With_a_public_address_files_have_absolute_ones()
    {
        await using var app = await AldravaApp.StartAsync(new() { ["MEDIA_PUBLIC_URL"] = "https://crm.example.pt/" });

        app.Services.GetRequiredService<IMediaStore>().UrlOf("x.jpg").ShouldBe("https://crm.example.pt/media/x.jpg");
    }

    private static IConfiguration Configuration(params string[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => s.Split('=', 2)).ToDictionary(s => s[0], s => (string?)s[1])).Build();
}
