using Aldrava.Media.Library;
using Aldrava.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Media.Data;

/// <summary>The schema <c>media</c>.</summary>
internal sealed class MediaDbContext(DbContextOptions<MediaDbContext> options, ModuleDbServices services) : ModuleDbContext(options, services, "media")
{
    public DbSet<MediaFile> Files => Set<MediaFile>();

    protected override void Map(ModelBuilder model) =>
        model.Entity<MediaFile>(file =>
        {
            file.ToTable("files");
            file.HasKey(f => f.Name);
        });
}
