using System.Text.Json.Nodes;
using Aldrava.Inbox.Templates;
using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Inbox.Sandbox;

/// <summary>/_sandbox/graph/{account}/message_templates: lists, takes and removes templates as Meta does. What is taken is approved at once.</summary>
internal static class GraphTemplates
{
    private const int MostAtOnce = 100;
    private const int NameTaken = 2388024;

    internal static async Task<IResult> List(string account, HttpRequest request, SandboxNumbers numbers, SandboxTemplates templates, CancellationToken ct)
    {
        if (await RefusalAsync(account, request, numbers, ct) is { } error)
            return TakeGraphRequest.Refuse(error);
        var limit = int.TryParse(request.Query["limit"], out var asked) ? Math.Clamp(asked, 1, MostAtOnce) : 25;
        var after = long.TryParse(request.Query["after"], out var cursor) ? cursor : 0;
        var page = await templates.ListAsync(account, after, limit + 1, ct);
        var shown = page.Take(limit).ToList();
        var paging = new JsonObject
        {
            ["cursors"] = new JsonObject { ["before"] = shown.FirstOrDefault()?.Id, ["after"] = shown.LastOrDefault()?.Id },
        };
        if (page.Count > limit)
            paging["next"] = $"{request.Scheme}://{request.Host}{request.Path}?after={shown[^1].Id}&limit={limit}";
        var answer = new JsonObject { ["data"] = new JsonArray([.. shown.Select(t => t.ToJson())]), ["paging"] = paging };
        return TakeGraphRequest.Answer(answer.ToJsonString(), StatusCodes.Status200OK);
    }

    internal static async Task<IResult> Create(string account, HttpRequest request, SandboxNumbers numbers, SandboxTemplates templates, CancellationToken ct)
    {
        if (await RefusalAsync(account, request, numbers, ct) is { } error)
            return TakeGraphRequest.Refuse(error);
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        using var document = JsonText.TryParse(body.ToArray());
        if (document?.RootElement is not { ValueKind: System.Text.Json.JsonValueKind.Object } wanted)
            return TakeGraphRequest.Refuse(GraphError.NotJson());
        if (wanted.Array("components") is not { } components)
            return TakeGraphRequest.Refuse(GraphError.Of(GraphCodes.InvalidParameter, "components is required."));
        var (name, language, category) = (wanted.Text("name") ?? "", wanted.Text("language") ?? "", wanted.Text("category") ?? "");
        if (TemplateRules.Faults(name, language, category, components).Select(f => f.Field).FirstOrDefault() is { } fault)
            return TakeGraphRequest.Refuse(GraphError.Of(GraphCodes.InvalidParameter, $"Invalid parameter: {fault}"));
        var template = new SandboxTemplate("", name, language, category, wanted.Text("parameter_format") ?? TemplateRules.Positional, components.GetRawText());
        if (await templates.AddAsync(account, template, ct) is not { } id)
            return TakeGraphRequest.Refuse(
                GraphError.Of(GraphCodes.InvalidParameter, "There is already content in this language for this template.") with
                {
                    Subcode = NameTaken,
                }
            );
        var answer = new JsonObject
        {
            ["id"] = id,
            ["status"] = Template.Approved,
            ["category"] = category,
        };
        return TakeGraphRequest.Answer(answer.ToJsonString(), StatusCodes.Status200OK);
    }

    internal static async Task<IResult> Delete(string account, HttpRequest request, SandboxNumbers numbers, SandboxTemplates templates, CancellationToken ct)
    {
        if (await RefusalAsync(account, request, numbers, ct) is { } error)
            return TakeGraphRequest.Refuse(error);
        var id = long.TryParse(request.Query["hsm_id"], out var one) ? one : (long?)null;
        return await templates.RemoveAsync(account, request.Query["name"].ToString(), id, ct)
            ? TakeGraphRequest.Answer(GraphReply.MarkedAsRead().ToJsonString(), StatusCodes.Status200OK)
            : TakeGraphRequest.Refuse(GraphError.Of(GraphCodes.InvalidParameter, "There is no such message template."));
    }

    private static async Task<GraphError?> RefusalAsync(string account, HttpRequest request, SandboxNumbers numbers, CancellationToken ct)
    {
        if (TakeGraphRequest.TokenOf(request) is not { } token)
            return GraphError.Of(GraphCodes.AccessToken);
        var ofAccount = (await numbers.ListAsync(ct)).Where(n => n.BusinessAccountId == account).ToList();
        if (ofAccount.Count == 0)
            return GraphError.NoSuchNumber(account);
        return ofAccount.Exists(n => TakeGraphRequest.MayUse(n, token)) ? null : GraphError.Of(GraphCodes.AccessToken);
    }
}

/// <summary>GET /_sandbox/graph/{phone_number_id}: what Meta says of a number.</summary>
internal static class ShowGraphNumber
{
    internal static async Task<IResult> Handle(string phoneNumberId, HttpRequest request, SandboxNumbers numbers, CancellationToken ct)
    {
        if (TakeGraphRequest.TokenOf(request) is not { } token)
            return TakeGraphRequest.Refuse(GraphError.Of(GraphCodes.AccessToken));
        if (await numbers.FindAsync(phoneNumberId, ct) is not { } number)
            return TakeGraphRequest.Refuse(GraphError.NoSuchNumber(phoneNumberId));
        if (!TakeGraphRequest.MayUse(number, token))
            return TakeGraphRequest.Refuse(GraphError.Of(GraphCodes.AccessToken));
        var answer = new JsonObject
        {
            ["verified_name"] = "Sandbox",
            ["display_phone_number"] = number.Display,
            ["id"] = number.PhoneNumberId,
            ["quality_rating"] = "GREEN",
            ["name_status"] = "APPROVED",
            ["messaging_limit_tier"] = "TIER_1K",
        };
        return TakeGraphRequest.Answer(answer.ToJsonString(), StatusCodes.Status200OK);
    }
}
