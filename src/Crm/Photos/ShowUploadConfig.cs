using Aldrava.Media.Contracts;
using MediaErrors = Aldrava.Media.Contracts.Errors;

namespace Aldrava.Crm.Photos;

/// <summary>GET /mobile/cloudinary/upload-config: what a phone needs to upload photos to the cloud by itself.</summary>
internal static class ShowUploadConfig
{
    private const int MegaByte = 1024 * 1024;

    public sealed record View(string CloudName, string UploadPreset, string ApiBaseUrl, string Folder, int MaxFileSizeMb, IReadOnlyList<string> AllowedFormats)
    {
        public static View Example => Of(new CloudinaryUploads("imoveis-mais", "crm_plus_mobile", "https://api.cloudinary.com/v1_1/imoveis-mais"));

        internal static View Of(CloudinaryUploads cloud) =>
            new(
                cloud.CloudName,
                cloud.UploadPreset,
                cloud.ApiBaseUrl,
                ICloudinary.Folder,
                (int)(MediaLimits.Photos.MaxBytes / MegaByte),
                ICloudinary.AllowedFormats
            );
    }

    internal static IResult Handle(ICloudinary cloudinary) =>
        cloudinary.Uploads is { } uploads ? TypedResults.Ok(View.Of(uploads)) : MediaErrors.Media.NoCloud();
}
