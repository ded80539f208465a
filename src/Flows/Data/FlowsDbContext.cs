using Aldrava.Flows.Chatbots;
using Aldrava.Flows.History;
using Aldrava.Flows.Runs;
using Aldrava.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Flows.Data;

/// <summary>The schema <c>flows</c>.</summary>
internal sealed class FlowsDbContext(DbContextOptions<FlowsDbContext> options, ModuleDbServices services) : ModuleDbContext(options, services, "flows")
{
    public DbSet<Chatbot> Chatbots => Set<Chatbot>();

    public DbSet<Flow> Flows => Set<Flow>();

    public DbSet<FlowVersion> FlowVersions => Set<FlowVersion>();

    public DbSet<Run> Runs => Set<Run>();

    public DbSet<Step> Steps => Set<Step>();

    public DbSet<NodeCounter> NodeCounters => Set<NodeCounter>();

    /// <summary>The newest run of a conversation; nobody else moves it until the open transaction ends.</summary>
    public async Task<Run?> LockLastRunAsync(Guid conversationId, CancellationToken ct) =>
        await OneAsync(
            Runs.FromSql(
                $"""
                select * from flows.runs where organization_id = {TenantId} and conversation_id = {conversationId}
                order by started_at desc, id desc limit 1 for update
                """
            ),
            ct
        );

    /// <summary>The run, of any organization, that has been due for longest and that nobody works on.</summary>
    public async Task<Run?> LockDueRunAsync(DateTimeOffset now, CancellationToken ct) =>
        await OneAsync(
            Runs.FromSql($"select * from flows.runs where status = 'waiting' and deadline <= {now} order by deadline limit 1 for update skip locked"),
            ct
        );

    /// <summary>The chatbot, if there is one; nobody else changes it or its main flow until the open transaction ends.</summary>
    public Task<Chatbot?> LockChatbotAsync(Guid id, CancellationToken ct) =>
        OneAsync(
            Chatbots.FromSql($"select * from flows.chatbots where organization_id = {TenantId} and id = {id} and deleted_at is null for no key update"),
            ct
        );

    /// <summary>The flow, if there is one; nobody else changes it until the open transaction ends.</summary>
    public Task<Flow?> LockFlowAsync(Guid id, CancellationToken ct) =>
        OneAsync(Flows.FromSql($"select * from flows.flows where organization_id = {TenantId} and id = {id} and deleted_at is null for no key update"), ct);

    protected override void Map(ModelBuilder model)
    {
        model.Entity<Chatbot>(chatbot =>
        {
            chatbot.ToTable("chatbots");
            chatbot.Property(c => c.Settings).HasColumnType("jsonb");
        });
        model.Entity<Flow>(flow =>
        {
            flow.ToTable("flows");
            flow.HasOne<Chatbot>().WithMany().HasForeignKey(f => f.ChatbotId);
        });
        model.Entity<FlowVersion>(version =>
        {
            version.ToTable("flow_versions");
            version.HasKey(v => new { v.FlowId, v.Version });
            version.HasOne<Flow>().WithMany().HasForeignKey(v => v.FlowId);
        });
        model.Entity<Run>(run =>
        {
            run.ToTable("runs");
            run.Property(r => r.State).HasColumnType("jsonb");
            run.HasOne<FlowVersion>().WithMany().HasForeignKey(r => new { r.FlowId, r.Version });
        });
        model.Entity<Step>(step =>
        {
            step.ToTable("steps");
            step.HasKey(s => new { s.RunId, s.Seq });
            step.HasOne<Run>().WithMany().HasForeignKey(s => s.RunId);
        });
        model.Entity<NodeCounter>(counter =>
        {
            counter.ToTable("node_counters");
            counter.HasKey(c => new
            {
                c.OrganizationId,
                c.FlowId,
                c.Version,
                c.Day,
                c.NodeId,
                c.Shard,
            });
        });
    }

    // Not composed over: the lock belongs to the statement as it is written, and it names its organization itself.
    private static async Task<T?> OneAsync<T>(IQueryable<T> rows, CancellationToken ct)
        where T : class => (await rows.IgnoreQueryFilters().ToListAsync(ct)).SingleOrDefault();
}
