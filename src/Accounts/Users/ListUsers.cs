using Aldrava.Accounts.Data;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Accounts.Users;

/// <summary>The organization's people, by name; <c>search</c> finds words of names and addresses in any order, without minding accents.</summary>
internal static class ListUsers
{
    internal sealed record Filter(
        [FromQuery(Name = "search")] string? Search,
        [FromQuery(Name = "role")] string? Role,
        [FromQuery(Name = "is_active")] bool? IsActive
    );

    internal static async Task<IResult> Handle([AsParameters] Filter filter, Page page, AccountsDbContext db, HttpContext http, CancellationToken ct)
    {
        var found = db.Users.AsNoTracking();
        if (!string.IsNullOrEmpty(filter.Role))
        {
            if (RoleOf(filter.Role) is not { } role)
                return FieldErrors.One(http, "query.role", "enum");
            found = found.Where(u => u.Role == role);
        }
        if (filter.IsActive is { } active)
            found = found.Where(u => u.IsActive == active);
        foreach (var word in SearchWords.Of(filter.Search))
            found = found.Where(u => EF.Functions.ILike(EF.Functions.Unaccent(u.FullName + " " + u.Email), EF.Functions.Unaccent(word), @"\"));
        var total = await found.LongCountAsync(ct);
        var items = found.OrderBy(u => u.FullName).ThenBy(u => u.Id).Skip(page.Offset).Take(page.Limit);
        return page.Of(await UserDetail.Of(db, items).ToListAsync(ct), total, http);
    }

    private static Role? RoleOf(string text) =>
        text switch
        {
            "agent" => Role.Agent,
            "viewer" => Role.Viewer,
            "org_admin" => Role.OrgAdmin,
            "super_admin" => Role.SuperAdmin,
            _ => null,
        };
}

/// <summary>One of the organization's people.</summary>
internal static class ShowUser
{
    internal static async Task<IResult> Handle(long id, AccountsDbContext db, CancellationToken ct) =>
        await UserDetail.Of(db, db.Users.AsNoTracking().Where(u => u.Id == id)).SingleOrDefaultAsync(ct) is { } user
            ? TypedResults.Ok(user)
            : Errors.User.NotFound(id);
}

internal static class SearchWords
{
    private const int Most = 8;

    /// <summary>A pattern for each word of a search; each of them has to be found.</summary>
    public static IReadOnlyList<string> Of(string? search) =>
        [
            .. (search ?? "")
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Distinct(StringComparer.Ordinal)
                .Take(Most)
                .Select(w => $"%{Escape(w)}%"),
        ];

    private static string Escape(string word) =>
        word.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
