using Aldrava.Crm.Leads;
using Aldrava.Crm.Properties;
using Aldrava.Crm.Visits;
using Aldrava.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Crm.Data;

/// <summary>The schema <c>crm</c>.</summary>
internal sealed class CrmDbContext(DbContextOptions<CrmDbContext> options, ModuleDbServices services) : ModuleDbContext(options, services, "crm")
{
    public DbSet<Property> Properties => Set<Property>();

    public DbSet<Lead> Leads => Set<Lead>();

    public DbSet<LeadStatusChange> LeadStatusChanges => Set<LeadStatusChange>();

    public DbSet<Visit> Visits => Set<Visit>();

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
        model.Entity<LeadStatusChange>(change =>
        {
            change.ToTable("lead_status_changes");
            change.HasOne<Lead>().WithMany().HasForeignKey(c => c.LeadId);
        });
        model.Entity<Visit>(visit =>
        {
            visit.ToTable("visits");
            visit.Property(v => v.Version).IsConcurrencyToken();
            visit.HasOne(v => v.Property).WithMany().HasForeignKey(v => v.PropertyId);
            visit.HasOne(v => v.Lead).WithMany().HasForeignKey(v => v.LeadId);
        });
    }
}
