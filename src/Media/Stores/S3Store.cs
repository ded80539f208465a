using System.Net;
using Aldrava.Media.Contracts;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;

namespace Aldrava.Media.Stores;

/// <summary>
/// A bucket of S3, or of MinIO, R2 and the like. What comes in is written to the workbench first: then its length is known and a request that fails can be
/// sent again, which the SDK does, waiting longer each time.
/// </summary>
internal sealed class S3Store : IMediaStore, IDisposable
{
    private readonly S3Options _options;
    private readonly MediaOptions _media;
    private readonly Workbench _workbench;
    private readonly AmazonS3Client _s3;
    private readonly TransferUtility _transfer;

    public S3Store(S3Options options, MediaOptions media, Workbench workbench)
    {
        (_options, _media, _workbench) = (options, media, workbench);
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.PathStyle,
            Timeout = options.Timeout,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = 3,
            // Servers that only speak like S3 know nothing of the newer checksums.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is null)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        else
            (config.ServiceURL, config.AuthenticationRegion) = (options.Endpoint, options.Region);
        _s3 = options.AccessKeyId is null ? new AmazonS3Client(config) : new AmazonS3Client(options.AccessKeyId, options.SecretAccessKey, config);
        _transfer = new TransferUtility(_s3, new TransferUtilityConfig { MinSizeBeforePartUpload = options.PartSize, ConcurrentServiceRequests = 2 });
    }

    public string Kind => MediaOptions.S3;

    public Task PutAsync(string name, string contentType, Func<Stream, CancellationToken, Task> write, CancellationToken ct) =>
        _workbench.UseAsync(name, write, file => UploadAsync(name, contentType, file, ct), ct);

    public async Task<MediaContent?> OpenAsync(string name, CancellationToken ct)
    {
        try
        {
            var head = await AskAsync(() => _s3.GetObjectMetadataAsync(_options.Bucket, name, ct), ct);
            return new MediaContent(new WindowedStream(head.ContentLength, (first, last, token) => FetchAsync(name, first, last, token)), head.ContentLength);
        }
        catch (MediaStoreException e) when (e.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound })
        {
            return null;
        }
    }

    public Task DeleteAsync(string name, CancellationToken ct) => AskAsync(() => _s3.DeleteObjectAsync(_options.Bucket, name, ct), ct);

    public string UrlOf(string name) => _options.PublicUrl is { } address ? $"{address}/{name}" : _media.PublicUrl + FileNames.Route + name;

    public void Dispose()
    {
        _transfer.Dispose();
        _s3.Dispose();
    }

    private Task<bool> UploadAsync(string name, string contentType, FileStream file, CancellationToken ct)
    {
        var request = new TransferUtilityUploadRequest
        {
            BucketName = _options.Bucket,
            Key = name,
            InputStream = file,
            AutoCloseStream = false,
            ContentType = contentType,
            PartSize = _options.PartSize,
        };
        request.Headers.CacheControl = Serving.ServeMedia.CacheForEver;
        return AskAsync(
            async () =>
            {
                await _transfer.UploadAsync(request, ct);
                return true;
            },
            ct
        );
    }

    private async Task<Stream> FetchAsync(string name, long first, long last, CancellationToken ct)
    {
        var request = new GetObjectRequest
        {
            BucketName = _options.Bucket,
            Key = name,
            ByteRange = new ByteRange(first, last),
        };
        return (await AskAsync(() => _s3.GetObjectAsync(request, ct), ct)).ResponseStream;
    }

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken ct)
    {
        try
        {
            return await ask();
        }
        catch (Exception failure) when (failure is AmazonServiceException or AmazonClientException or HttpRequestException or TimeoutException)
        {
            throw new MediaStoreException($"S3: {(failure as AmazonServiceException)?.ErrorCode ?? failure.GetType().Name}", failure);
        }
        catch (OperationCanceledException timeout) when (!ct.IsCancellationRequested)
        {
            throw new MediaStoreException("S3: timeout", timeout);
        }
    }
}
