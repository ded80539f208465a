using Aldrava.Accounts.Contracts;
using Aldrava.Inbox.Contracts;
using Aldrava.Inbox.Conversations;
using Aldrava.Inbox.Data;
using Microsoft.EntityFrameworkCore;

namespace Aldrava.Inbox.Team;

/// <summary>Why a conversation is handed over, and to whom.</summary>
/// <param name="Reason">A stable code.</param>
/// <param name="Target">Who is asked; null: whoever is free, first of all who has it.</param>
/// <param name="Without">Who is not to get it.</param>
/// <param name="By">Who does it; null: no person.</param>
internal sealed record Handing(string Reason, HandOverTarget? Target = null, long? Without = null, long? By = null);

/// <summary>
/// Decides who gets a conversation, in the open transaction: the person that is asked for, the listing's agent, whoever its queue gives it to; else it
/// waits. Only who is active and may write is given anything.
/// </summary>
internal sealed class Assignment(InboxDbContext db, IUserDirectory users, IEnumerable<IListingAgents> listings, TimeProvider clock)
{
    private static readonly HandOverTarget Anybody = new();

    /// <summary>A department and the queue there; neither when nobody in particular is asked.</summary>
    private sealed record Place(Guid? DepartmentId, Guid? QueueId);

    /// <summary>Gives a conversation that <see cref="LockConversation"/> holds to somebody, or lets it wait, and publishes it.</summary>
    /// <param name="conversation">Which.</param>
    /// <param name="handing">Why, and to whom.</param>
    /// <param name="ct">Stops.</param>
    /// <returns>Who has it now.</returns>
    public async Task<long?> HandOverAsync(Conversation conversation, Handing handing, CancellationToken ct)
    {
        var (now, previous) = (clock.GetUtcNow(), conversation.AssignedTo);
        conversation.HandOver(now);
        IReadOnlyList<long> told = [];
        // What was closed meanwhile is nobody's any more.
        if (conversation.Status != ConversationStatus.Closed)
        {
            var person = await PersonAsync(conversation, handing.Target ?? Anybody, handing.Without, ct);
            if (person is { } userId)
                conversation.AssignTo(userId, now);
            else
                conversation.Wait(now);
            told = person is { } one ? [one] : await WhoMayTakeAsync(conversation.DepartmentId, ct);
        }
        await TellAsync(conversation, handing, previous, told, ct);
        await db.SaveChangesAsync(ct);
        return conversation.AssignedTo;
    }

    /// <summary>Who may take what waits: the department's people, else everybody who answers.</summary>
    public async Task<IReadOnlyList<long>> WhoMayTakeAsync(Guid? departmentId, CancellationToken ct)
    {
        if (departmentId is { } id && await WorkingAsync(id, ct) is { Length: > 0 } members)
            return members;
        return [.. (await users.StaffAsync(ct)).Select(u => u.Id)];
    }

    private async Task TellAsync(Conversation conversation, Handing handing, long? previous, IReadOnlyList<long> told, CancellationToken ct)
    {
        var (organization, id, assigned) = (conversation.OrganizationId, conversation.Id, conversation.AssignedTo);
        var (department, queue) = (conversation.DepartmentId, conversation.QueueId);
        var name = await db.Contacts.Where(c => c.Id == conversation.ContactId).Select(c => c.Name ?? c.ProfileName ?? c.Username).SingleAsync(ct);
        var change = new ChangeOfHands(id, name, handing.Reason, assigned, previous, department, queue, handing.By);
        if (change.Bereft().Count > 0)
            db.Publish(new OwnerNews(organization, change, Told: null));
        db.Publish(new ConversationHandedOver(organization, id, handing.Reason, assigned, department, queue, name, told, previous, handing.By));
    }

    private async Task<long?> PersonAsync(Conversation conversation, HandOverTarget target, long? without, CancellationToken ct)
    {
        var named = await NamedAsync(conversation, target, without, ct);
        var asked = await AskedAsync(target, ct);
        if (asked is not null || named is null)
        {
            asked ??= await FallbackAsync(conversation, target, ct);
            conversation.MoveTo(asked.DepartmentId, asked.QueueId, clock.GetUtcNow());
        }
        return named ?? (conversation.QueueId is { } queue ? await NextAsync(conversation, queue, without, ct) : null);
    }

    // The person themselves, the listing's agent, or who has it when nobody else is asked for.
    private async Task<long?> NamedAsync(Conversation conversation, HandOverTarget target, long? without, CancellationToken ct)
    {
        var wanted = new List<long?> { target.UserId };
        if (target.PropertyReference is { } reference && listings.FirstOrDefault() is { } known)
            wanted.Add(await known.FindUserAsync(reference, ct));
        if (target == Anybody)
            wanted.Add(conversation.AssignedTo);
        foreach (var userId in wanted.OfType<long>().Where(id => id != without))
        {
            if (await users.FindAsync([userId], ct) is [{ CanWork: true }])
                return userId;
        }
        return null;
    }

    // What is named and still there; a flow may name what was deleted since it was drawn.
    private async Task<Place?> AskedAsync(HandOverTarget target, CancellationToken ct)
    {
        if (target.QueueId is { } queueId && await db.Queues.AsNoTracking().SingleOrDefaultAsync(q => q.Id == queueId, ct) is { } queue)
            return new Place(queue.DepartmentId, queue.Id);
        return target.DepartmentId is { } departmentId && await db.Departments.AnyAsync(d => d.Id == departmentId, ct) ? await OfAsync(departmentId, ct) : null;
    }

    // Somebody who is not there any more is stood in for by their department; otherwise it stays where it was.
    private async Task<Place> FallbackAsync(Conversation conversation, HandOverTarget target, CancellationToken ct)
    {
        if (target.UserId is { } userId)
        {
            var theirs = await db.DepartmentMembers.Where(m => m.UserId == userId).OrderBy(m => m.AddedAt).Select(m => m.DepartmentId).Take(1).ToListAsync(ct);
            if (theirs is [var department])
                return await OfAsync(department, ct);
        }
        return conversation is { QueueId: null, DepartmentId: { } own } ? await OfAsync(own, ct) : new Place(conversation.DepartmentId, conversation.QueueId);
    }

    private async Task<Place> OfAsync(Guid departmentId, CancellationToken ct) =>
        new(departmentId, (await db.Queues.AsNoTracking().SingleOrDefaultAsync(q => q.DepartmentId == departmentId && q.IsDefault, ct))?.Id);

    private async Task<long?> NextAsync(Conversation conversation, Guid queueId, long? without, CancellationToken ct)
    {
        // Hand-overs to one queue take turns: the next one sees whom this one chose.
        var queue = (
            await db
                .Queues.FromSql($"select * from inbox.queues where organization_id = {db.TenantId} and id = {queueId} for no key update")
                .IgnoreQueryFilters()
                .AsNoTracking()
                .ToListAsync(ct)
        ).SingleOrDefault();
        if (queue is null || queue.Strategy == QueueStrategy.Manual)
            return null;
        if (queue.Strategy == QueueStrategy.ListingAgent && await ListingAgentAsync(conversation.Id, without, ct) is { } theirs)
            return theirs;
        if (await ChooseAsync(conversation, queue, without, ct) is not { } chosen)
            return null;
        await db.Queues.Where(q => q.Id == queueId).ExecuteUpdateAsync(set => set.SetProperty(q => q.LastUserId, chosen), ct);
        return chosen;
    }

    private async Task<long?> ListingAgentAsync(Guid conversationId, long? without, CancellationToken ct) =>
        listings.FirstOrDefault() is { } known
        && await known.FindUserAsync(conversationId, ct) is { } userId
        && userId != without
        && await users.FindAsync([userId], ct) is [{ CanWork: true }]
            ? userId
            : null;

    private async Task<long?> ChooseAsync(Conversation conversation, Queue queue, long? without, CancellationToken ct)
    {
        var working = await WorkingAsync(queue.DepartmentId, ct);
        var load = await LoadAsync(conversation.Id, working, ct);
        var free = working
            .Where(id => id != without && load.GetValueOrDefault(id) < (queue.MaxOpenPerPerson ?? int.MaxValue))
            .OrderBy(id => id <= queue.LastUserId)
            .ThenBy(id => id)
            .ToList();
        if (free.Count == 0)
            return null;
        return queue.Strategy == QueueStrategy.LeastBusy ? free.MinBy(id => load.GetValueOrDefault(id)) : free[0];
    }

    private async Task<Dictionary<long, int>> LoadAsync(Guid besides, long[] people, CancellationToken ct) =>
        await db
            .Conversations.Where(c => c.AssignedTo != null && people.Contains(c.AssignedTo.Value) && c.Status != ConversationStatus.Closed && c.Id != besides)
            .GroupBy(c => c.AssignedTo!.Value)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, ct);

    private async Task<long[]> WorkingAsync(Guid departmentId, CancellationToken ct)
    {
        var members = await db.DepartmentMembers.Where(m => m.DepartmentId == departmentId).Select(m => m.UserId).ToListAsync(ct);
        return [.. (await users.FindAsync(members, ct)).Where(u => u.CanWork).Select(u => u.Id)];
    }
}
