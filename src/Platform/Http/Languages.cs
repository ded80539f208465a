using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Aldrava.Platform.Http;

/// <summary>The languages people are spoken to in.</summary>
public static class Languages
{
    /// <summary>European Portuguese, when nothing else is asked for.</summary>
    public static CultureInfo Default { get; } = CultureInfo.GetCultureInfo("pt-PT");

    /// <summary>All of them, the default first.</summary>
    public static IReadOnlyList<CultureInfo> All { get; } = [Default, CultureInfo.GetCultureInfo("pt-BR"), CultureInfo.GetCultureInfo("en")];

    /// <summary>The language of a request by its <c>Accept-Language</c>.</summary>
    public static CultureInfo Of(HttpContext http)
    {
        if (http.Request.Headers.AcceptLanguage.Count == 0)
            return Default;
        var wanted = http.Request.GetTypedHeaders().AcceptLanguage;
        return wanted.Count == 0 ? Default : Choose(wanted);
    }

    private static CultureInfo Choose(IList<StringWithQualityHeaderValue> wanted)
    {
        foreach (var tag in wanted.OrderByDescending(w => w.Quality ?? 1).Select(w => w.Value.Value ?? ""))
        {
            if (tag.StartsWith("en", StringComparison.OrdinalIgnoreCase))
                return All[2];
            if (tag.Equals("pt-BR", StringComparison.OrdinalIgnoreCase))
                return All[1];
            if (tag.StartsWith("pt", StringComparison.OrdinalIgnoreCase))
                return Default;
        }
        return Default;
    }
}
