namespace Aldrava.Media.Contracts;

/// <summary>The cloud that phones upload pictures to by themselves.</summary>
public interface ICloudinary
{
    /// <summary>Where uploads lie in it.</summary>
    public const string Folder = "crm-plus/mobile-uploads";

    /// <summary>The formats of pictures, as old clients are told them.</summary>
    public static IReadOnlyList<string> AllowedFormats { get; } = ["jpg", "jpeg", "png", "heic", "webp"];

    /// <summary>What phones need to know; null when no cloud is configured.</summary>
    CloudinaryUploads? Uploads { get; }
}

/// <summary>How a phone uploads by itself.</summary>
/// <param name="CloudName">Our cloud.</param>
/// <param name="UploadPreset">The unsigned preset.</param>
/// <param name="ApiBaseUrl">What upload addresses begin with.</param>
public sealed record CloudinaryUploads(string CloudName, string UploadPreset, string ApiBaseUrl);
