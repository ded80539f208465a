using System.Text.Json;
using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Inbox.Sandbox;

/// <summary>What the stand-in for Meta does with a request: a refusal, a body to answer, or a connection to drop.</summary>
internal abstract record GraphVerdict
{
    internal sealed record Refused(GraphError Error) : GraphVerdict;

    /// <summary>Only a status, as a gateway before Meta would give it.</summary>
    internal sealed record Broken(int Status) : GraphVerdict;

    internal sealed record Taken(string Json) : GraphVerdict;

    internal sealed record Dropped : GraphVerdict;

    /// <summary>No answer, for as long as anybody waits.</summary>
    internal sealed record Silent : GraphVerdict;
}

/// <summary>Meta's end of <c>POST /{phone-number-id}/messages</c>.</summary>
internal sealed class GraphStandIn(
    SandboxStore store,
    SandboxCallbacks callbacks,
    GraphFaults faults,
    PairRateLimit pairs,
    SandboxTyping typing,
    TimeProvider clock
)
{
    internal async Task<GraphVerdict> TakeAsync(SandboxNumber number, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        using var document = JsonText.TryParse(body);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } request)
            return new GraphVerdict.Refused(GraphError.NotJson());
        // A read receipt in between uses up no message's fault.
        var isReceipt = GraphRequestValidator.IsReadReceipt(request);
        var fault = faults.Take(isReceipt ? GraphFaultOn.Receipt : GraphFaultOn.Message);
        if (fault is not null && Broken(fault) is { } verdict)
            return verdict;

        var recipient = GraphRequestValidator.RecipientOf(request);
        var phone = recipient is not null && request.Text("to") is null ? await store.PhoneOfAsync(recipient, ct) ?? recipient : recipient;
        var heard = phone is null ? null : await store.LastHeardAsync(number.PhoneNumberId, phone, ct);
        var now = clock.GetUtcNow();
        if (GraphRequestValidator.Check(request, new(now, _ => heard, number.Digits)) is { } error)
            return new GraphVerdict.Refused(error);
        if (isReceipt)
            return await ReadAsync(number, request, ct);
        if (faults.PairLimit && !pairs.TryTake(number.PhoneNumberId, phone!, now))
            return new GraphVerdict.Refused(GraphError.Of(GraphCodes.PairRateLimit));
        return await AcceptAsync(number, phone!, request, fault, now, ct);
    }

    private static GraphVerdict? Broken(GraphFault fault) =>
        fault switch
        {
            { Accepts: true } => null,
            { DropBeforeAccept: true } => new GraphVerdict.Dropped(),
            { Code: { } code } => new GraphVerdict.Refused(GraphError.Of(code)),
            { Status: { } status } => GraphError.OfStatus(status) is { } error ? new GraphVerdict.Refused(error) : new GraphVerdict.Broken(status),
            _ => null,
        };

    private async Task<GraphVerdict> ReadAsync(SandboxNumber number, JsonElement receipt, CancellationToken ct)
    {
        if (await store.ReadByBusinessAsync(number.PhoneNumberId, receipt.Text("message_id")!, ct) is not { } phone)
            return new GraphVerdict.Refused(GraphRules.Unexpected("The message id is of no message that this number received."));
        if (receipt.Member("typing_indicator") is not null)
            typing.Begin(number.PhoneNumberId, phone);
        return new GraphVerdict.Taken(GraphReply.MarkedAsRead().ToJsonString());
    }

    private async Task<GraphVerdict> AcceptAsync(
        SandboxNumber number,
        string phone,
        JsonElement request,
        GraphFault? fault,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var wamid = SandboxIds.Wamid(phone);
        var message = await store.AddAsync(SandboxMessage.FromBusiness(number.PhoneNumberId, phone, request, wamid, now), ct);
        typing.End(number.PhoneNumberId, phone);
        await callbacks.AddAsync(Receipts(number, message, fault, now), ct);
        return fault switch
        {
            { DropAfterAccept: true } => new GraphVerdict.Dropped(),
            { Hang: true } => new GraphVerdict.Silent(),
            { Malformed: true } => new GraphVerdict.Taken("""{"messages":[{"id":"""),
            _ => new GraphVerdict.Taken(GraphReply.Accepted(request, wamid).ToJsonString()),
        };
    }

    private static Callback Receipts(SandboxNumber number, SandboxMessage message, GraphFault? fault, DateTimeOffset now)
    {
        var webhooks = number.Webhooks;
        var (to, wamid, mark) = (message.Person, message.Wamid, message.CallbackData);
        if (fault is { AfterAccept: true, Code: { } code })
            return new(wamid, (SandboxStatus.Failed, webhooks.Failed(to, wamid, now, GraphError.Of(code), mark)));
        return new(wamid, (SandboxStatus.Sent, webhooks.Sent(to, wamid, now, mark)), (SandboxStatus.Delivered, webhooks.Delivered(to, wamid, now, mark)));
    }
}
