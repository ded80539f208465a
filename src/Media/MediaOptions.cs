using System.Text.RegularExpressions;
using Aldrava.Platform.Data.Embedded;

namespace Aldrava.Media;

/// <summary>Where files lie, and how they are reached.</summary>
/// <param name="Store"><c>local</c>, <c>s3</c> or <c>cloudinary</c>.</param>
/// <param name="Folder">Of the local store, and of what is on its way to the others.</param>
/// <param name="PublicUrl">The address of this server as everybody sees it, without a slash at its end; null: files are addressed relative to it.</param>
internal sealed record MediaOptions(string Store, string Folder, string? PublicUrl)
{
    public const string Local = "local";
    public const string S3 = "s3";
    public const string Cloudinary = "cloudinary";

    public static MediaOptions From(IConfiguration configuration) =>
        new(
            Text(configuration, "MEDIA_STORE")?.ToLowerInvariant() switch
            {
                null or Local => Local,
                S3 => S3,
                Cloudinary => Cloudinary,
                _ => throw new InvalidOperationException("MEDIA_STORE must be local, s3 or cloudinary."),
            },
            Path.GetFullPath(Text(configuration, "MEDIA_FOLDER") ?? DefaultFolder()),
            Url(configuration, "MEDIA_PUBLIC_URL")
        );

    /// <summary>A setting; empty counts as none.</summary>
    internal static string? Text(IConfiguration configuration, string name) =>
        string.IsNullOrWhiteSpace(configuration[name]) ? null : configuration[name]!.Trim();

    internal static string? Url(IConfiguration configuration, string name)
    {
        if (Text(configuration, name) is not { } text)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" }
            ? url.AbsoluteUri.TrimEnd('/')
            : throw new InvalidOperationException($"{name} is not an http or https address.");
    }

    private static string DefaultFolder() => Path.Combine(EmbeddedPostgresOptions.FromEnvironment(Directory.GetCurrentDirectory()).DataDirectory, "media");
}

/// <summary>A bucket of S3 or of a server that speaks like it.</summary>
internal sealed record S3Options(
    string Bucket,
    string Region,
    string? Endpoint,
    bool PathStyle,
    string? AccessKeyId,
    string? SecretAccessKey,
    string? PublicUrl
)
{
    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Files larger than this go in parts of this size; S3 takes no smaller parts than 5 MB.</summary>
    public long PartSize { get; init; } = 5 * 1024 * 1024;

    public static S3Options From(IConfiguration configuration)
    {
        string? Text(string name) => MediaOptions.Text(configuration, name);
        var endpoint = MediaOptions.Url(configuration, "S3_ENDPOINT");
        var (id, secret) = (Text("S3_ACCESS_KEY_ID"), Text("S3_SECRET_ACCESS_KEY"));
        if (id is null != secret is null)
            throw new InvalidOperationException(
                "S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY go together; without both, the machine's own AWS credentials are used."
            );
        if (endpoint is not null && id is null)
            throw new InvalidOperationException("S3_ENDPOINT needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY: credentials of AWS are not sent elsewhere.");
        return new S3Options(
            Text("S3_BUCKET") ?? throw new InvalidOperationException("MEDIA_STORE=s3 needs S3_BUCKET."),
            Text("S3_REGION") ?? "us-east-1",
            endpoint,
            Text("S3_PATH_STYLE") is { } style
                ? bool.TryParse(style, out var chosen)
                    ? chosen
                    : throw new InvalidOperationException("S3_PATH_STYLE must be true or false.")
                : endpoint is not null,
            id,
            secret,
            MediaOptions.Url(configuration, "S3_PUBLIC_URL")
        );
    }

    // A record prints its members; this one must not print the secret.
    public override string ToString() => $"{nameof(S3Options)} {Bucket}";
}

/// <summary>A cloud of Cloudinary. Its name is enough to know our pictures; the preset lets phones upload; key and secret let us.</summary>
internal sealed partial record CloudinaryOptions(string? CloudName, string? UploadPreset, string? ApiKey, string? ApiSecret)
{
    public string ApiUrl { get; init; } = "https://api.cloudinary.com";
    public string DeliveryUrl { get; init; } = "https://res.cloudinary.com";
    public bool Sha256 { get; init; }
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);
    public int Retries { get; init; } = 3;
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    public static CloudinaryOptions From(IConfiguration configuration)
    {
        string? Text(string name) => MediaOptions.Text(configuration, name);
        var (key, secret, cloud) = Parse(Text("CLOUDINARY_URL"));
        return new CloudinaryOptions(
            CloudNamed(Text("CLOUDINARY_CLOUD_NAME") ?? cloud),
            Text("CLOUDINARY_UPLOAD_PRESET_MOBILE"),
            Text("CLOUDINARY_API_KEY") ?? key,
            Text("CLOUDINARY_API_SECRET") ?? secret
        )
        {
            ApiUrl = MediaOptions.Url(configuration, "CLOUDINARY_API_URL") ?? "https://api.cloudinary.com",
            DeliveryUrl = MediaOptions.Url(configuration, "CLOUDINARY_DELIVERY_URL") ?? "https://res.cloudinary.com",
            Sha256 = Text("CLOUDINARY_SIGNATURE_ALGORITHM")?.ToLowerInvariant() switch
            {
                null or "sha1" => false,
                "sha256" => true,
                _ => throw new InvalidOperationException("CLOUDINARY_SIGNATURE_ALGORITHM must be sha1 or sha256."),
            },
        };
    }

    /// <summary>The store uploads by itself, which takes more than phones need.</summary>
    public CloudinaryOptions RequireAccount() =>
        CloudName is not null && ApiKey is not null && ApiSecret is not null
            ? this
            : throw new InvalidOperationException(
                "MEDIA_STORE=cloudinary needs CLOUDINARY_CLOUD_NAME, CLOUDINARY_API_KEY and CLOUDINARY_API_SECRET, or CLOUDINARY_URL."
            );

    public override string ToString() => $"{nameof(CloudinaryOptions)} {CloudName}";

    private static (string? Key, string? Secret, string? Cloud) Parse(string? url)
    {
        if (url is null)
            return default;
        return
            Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            && parsed is { Scheme: "cloudinary", UserInfo: var account }
            && account.Split(':') is [var key, var secret]
            ? (Uri.UnescapeDataString(key), Uri.UnescapeDataString(secret), CloudOf().Match(url).Groups["cloud"].Value)
            : throw new InvalidOperationException("CLOUDINARY_URL must be cloudinary://key:secret@cloud.");
    }

    private static string? CloudNamed(string? name) =>
        name is null || CloudNames().IsMatch(name)
            ? name
            : throw new InvalidOperationException("CLOUDINARY_CLOUD_NAME may have letters, digits, '-' and '_' only.");

    [GeneratedRegex("^[A-Za-z0-9_-]+$", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex CloudNames();

    // Uri puts hosts in lower case; names of clouds are told apart by case.
    [GeneratedRegex("@(?<cloud>[^/?#]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex CloudOf();
}
