using Aldrava.Flows.ApiCalls;
using Aldrava.Flows.Chatbots;
using Aldrava.Flows.Consents;
using Aldrava.Flows.History;
using Aldrava.Flows.Runs;
using Aldrava.Flows.Secrets;
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

    public DbSet<ApiCall> ApiCalls => Set<ApiCall>();

    public DbSet<FlowSecret> Secrets => Set<FlowSecret>();

    public DbSet<Consent> Consents => Set<Consent>();
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

    /// <summary>The call, of any organization, that has been due for longest and that nobody works on.</summary>
    public async Task<ApiCall?> LockDueCallAsync(DateTimeOffset now, CancellationToken ct) =>
        await OneAsync(ApiCalls.FromSql($"select * from flows.api_calls where due_at <= {now} order by due_at limit 1 for update skip locked"), ct);

    /// <summary>One call, nobody else's until the open transaction ends.</summary>
    public async Task<ApiCall?> LockCallAsync(Guid id, CancellationToken ct) =>
        await OneAsync(ApiCalls.FromSql($"select * from flows.api_calls where organization_id = {TenantId} and id = {id} for update"), ct);

    public Task<Guid?> ConversationOfCallAsync(Guid id, CancellationToken ct) =>
        ApiCalls.Where(c => c.Id == id).Select(c => (Guid?)c.ConversationId).SingleOrDefaultAsync(ct);

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
        model.Entity<ApiCall>(call =>
        {
            call.ToTable("api_calls");
            call.Property(c => c.Request).HasColumnType("jsonb");
            call.Property(c => c.Outcome).HasColumnType("jsonb");
            call.HasOne<Run>().WithMany().HasForeignKey(c => c.RunId);
        });
        model.Entity<FlowSecret>(secret => secret.ToTable("secrets"));
        model.Entity<Consent>(consent => consent.ToTable("consents"));
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
