using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Aldrava.Platform.Http;

/// <summary>
/// <c>If-Match</c> of a write (crm.md, Offline first): the version of the record the caller changed. A parameter of write handlers. Without the header,
/// or with <c>*</c>, any version is right.
/// </summary>
/// <param name="Version">The version the caller knows.</param>
public readonly record struct IfMatch(int? Version) : IEndpointParameterMetadataProvider
{
    /// <summary>Reads <c>"3"</c>, <c>W/"3"</c> or <c>3</c>.</summary>
    /// <exception cref="RuleBrokenException">It is none of these: 422.</exception>
    public static ValueTask<IfMatch> BindAsync(HttpContext context)
    {
        var header = context.Request.Headers.IfMatch.ToString().Trim();
        if (header.Length == 0 || header == "*")
            return ValueTask.FromResult(default(IfMatch));
        var tag = header.StartsWith("W/", StringComparison.Ordinal) ? header[2..] : header;
        return int.TryParse(tag.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? ValueTask.FromResult(new IfMatch(version))
            : throw new RuleBrokenException(FieldErrors.One(context, "header.if_match", "int_parsing"));
    }

    /// <summary>409 with both versions when the record is no longer the one the caller knows.</summary>
    /// <param name="current">The record's version.</param>
    /// <param name="identifier">The record.</param>
    public Error? Refuses(int current, object identifier) => Version is { } known && known != current ? Errors.Record.Stale(identifier, known, current) : null;

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new TakesIfMatch());
        builder.Metadata.Add(new FailsWith((StatusCodes.Status409Conflict, "record.stale")));
    }
}

/// <summary>Told to the OpenAPI document.</summary>
public sealed record TakesIfMatch;
