using System.ComponentModel.DataAnnotations;
using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Data;
using Aldrava.Platform.Data;
using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Team;

/// <summary>Opens a department.</summary>
internal static class CreateDepartment
{
    internal const string NameTaken = "departments_name_taken";

    /// <summary>A department as it should be.</summary>
    public sealed record Request(
        [Required, StringLength(80)] string Name,
        [StringLength(400)] string? Description = null,
        [MaxLength(500)] IReadOnlyList<long>? MemberIds = null
    ) : IRequestBody
    {
        /// <summary>For the documentation.</summary>
        public static Request Example => new("Arrendamento", "Casas para arrendar e contratos em curso.");
    }

    internal static async Task<IResult> Handle(
        Request request,
        CurrentUser user,
        InboxDbContext db,
        DbSession session,
        Members members,
        DepartmentViews views,
        IAuditLog audit,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        await using var work = await session.BeginAsync(ct);
        var department = new Department
        {
            Id = SequentialGuid.Next(now),
            OrganizationId = user.OrganizationId,
            Name = request.Name.Trim(),
            Description = request.Description?.Trim(),
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Add(department);
        if (await db.SaveAsync(ct) is not null)
            return Errors.Department.NameTaken(department.Name);
        await audit.WriteAsync("department.created", $"department:{department.Id}", new { department.Name }, ct);
        if (request.MemberIds is { } ids && await members.SetAsync(department, ids, ct) is { } refusal)
            return refusal;
        var view = await views.FindAsync(department.Id, ct);
        await work.CommitAsync(ct);
        return TypedResults.Created($"/api/v1/departments/{department.Id}", view);
    }
}
