using Aldrava.Crm.Diary;
using Aldrava.Crm.History;
using Aldrava.Crm.Leads;
using Aldrava.Crm.Photos;
using Aldrava.Crm.Properties;
using Aldrava.Crm.Tasks;
using Aldrava.Crm.Visits;
using Aldrava.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Data;

/// <summary>The schema <c>crm</c>.</summary>
internal sealed class CrmDbContext(DbContextOptions<CrmDbContext> options, ModuleDbServices services) : ModuleDbContext(options, services, "crm")
{
    public DbSet<Property> Properties => Set<Property>();

    public DbSet<PropertyPhoto> Photos => Set<PropertyPhoto>();

    public DbSet<Lead> Leads => Set<Lead>();

    public DbSet<Activity> Activities => Set<Activity>();

    public DbSet<Visit> Visits => Set<Visit>();

    public DbSet<VisitReminder> Reminders => Set<VisitReminder>();

    public DbSet<AgentTask> Tasks => Set<AgentTask>();

    public DbSet<WorkingHours> WorkingHours => Set<WorkingHours>();

    /// <summary>Holds a name until the open transaction ends; who wants the same one waits.</summary>
    public Task LockAsync(string name, CancellationToken ct) => Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({name}, 0))", ct);

    protected override void Map(ModelBuilder model)
    {
        model.Entity<Property>(property =>
        {
            property.ToTable("properties");
            property.Property(p => p.Version).IsConcurrencyToken();
            property.HasMany(p => p.Photos).WithOne().HasForeignKey(photo => photo.PropertyId);
        });
        model.Entity<PropertyPhoto>().ToTable("property_photos");
        model.Entity<Lead>(lead =>
        {
            lead.ToTable("leads");
            lead.Property(l => l.Version).IsConcurrencyToken();
            lead.Property(l => l.Wishes).HasColumnType("jsonb");
            lead.HasOne(l => l.Property).WithMany().HasForeignKey(l => l.PropertyId);
        });
        model.Entity<Activity>(activity =>
        {
            activity.ToTable("activities");
            activity.Property(a => a.Data).HasColumnType("jsonb");
        });
        model.Entity<Visit>(visit =>
        {
            visit.ToTable("visits");
            visit.Property(v => v.Version).IsConcurrencyToken();
            visit.HasOne(v => v.Property).WithMany().HasForeignKey(v => v.PropertyId);
            visit.HasOne(v => v.Lead).WithMany().HasForeignKey(v => v.LeadId);
            visit.HasOne(v => v.Reminder).WithOne().HasForeignKey<VisitReminder>(r => r.VisitId);
        });
        model.Entity<VisitReminder>(reminder =>
        {
            reminder.ToTable("visit_reminders");
            reminder.HasKey(r => r.VisitId);
        });
        model.Entity<WorkingHours>(hours =>
        {
            hours.ToTable("working_hours");
            hours.HasKey(h => new { h.OrganizationId, h.AgentId });
            hours.Property(h => h.Hours).HasColumnType("jsonb");
            hours.Ignore(h => h.Openings);
        });
        model.Entity<AgentTask>(task =>
        {
            task.ToTable("tasks");
            task.Property(t => t.Version).IsConcurrencyToken();
            task.HasOne<Lead>().WithMany().HasForeignKey(t => t.LeadId);
            task.HasOne<Property>().WithMany().HasForeignKey(t => t.PropertyId);
            task.HasOne<Visit>().WithMany().HasForeignKey(t => t.VisitId);
        });
    }
}
