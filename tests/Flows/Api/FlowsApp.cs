using System.Net;
using System.Text.Json;
using Aldrava.Tests.Inbox;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Flows.Api;

/// <summary>A server with an agency whose administrator draws flows.</summary>
internal sealed class FlowsApp : IAsyncDisposable
{
    private readonly InboxApp _inbox;

    private FlowsApp(InboxApp inbox, Person admin) => (_inbox, Admin) = (inbox, admin);

    public AldravaApp App => _inbox.App;

    public InboxApp Inbox => _inbox;

    public Agency Agency => _inbox.Agency;

    public Person Admin { get; }

    public static async Task<FlowsApp> StartAsync()
    {
        var inbox = await InboxApp.StartAsync();
        return new FlowsApp(inbox, await inbox.Agency.AdminAsync());
    }

    public async Task<Guid> ChatbotAsync(object? settings = null) =>
        (await Admin.Http.PostAsync("/api/v1/chatbots", new { name = "Recepção", settings })).Expect(HttpStatusCode.Created)["id"].GetGuid();

    /// <summary>A flow as JSON text, so that the canvas goes out exactly as it is written.</summary>
    public async Task<Answer> DrawAsync(Guid chatbot, string canvas, bool isMain = true) =>
        (
            await Admin.Http.PostAsync(
                "/api/v1/flows",
                $$"""{"chatbot_id": "{{chatbot}}", "name": "Acolhimento", "is_main": {{(isMain ? "true" : "false")}}, "canvas_data": {{canvas}}}"""
            )
        ).Expect(HttpStatusCode.Created);

    public async Task<Guid> FlowAsync(Guid chatbot, string canvas, bool isMain = true) => (await DrawAsync(chatbot, canvas, isMain))["id"].GetGuid();

    public async Task<Answer> RedrawAsync(Guid flow, string canvas) =>
        (await Admin.Http.PutAsync($"/api/v1/flows/{flow}", $$"""{"canvas_data": {{canvas}}}""")).Expect(HttpStatusCode.OK);

    public async Task<int> PublishAsync(Guid flow, string? note = null) =>
        (await Admin.Http.PostAsync($"/api/v1/flows/{flow}/publish", new { note })).Expect(HttpStatusCode.OK)["version"].GetInt32();

    public Task LinkAsync(Guid chatbot) => App.ExecuteAsync($"update inbox.numbers set default_chatbot_id = '{chatbot}'");

    /// <summary>A customer writes, and everything that follows is done.</summary>
    public async Task SayAsync(string waId, params string[] texts)
    {
        foreach (var text in texts)
        {
            (await Inbox.PostAsync(Inbox.Says(waId, text))).Expect(HttpStatusCode.OK);
            await Inbox.SettleAsync();
        }
    }

    public Task<Guid> ConversationAsync(string waId) =>
        App.ScalarAsync<Guid>(
            $"select c.id from inbox.conversations c join inbox.contacts p on p.id = c.contact_id where p.wa_id = '{waId}' or p.phone like '%{waId}'"
        );

    public async Task<List<string>> SaidAsync(Guid conversation)
    {
        var said = await App.ScalarAsync<string>(
            $"select coalesce(json_agg(text order by seq)::text, '[]') from inbox.messages where conversation_id = '{conversation}' and direction = 'outbound'"
        );
        return JsonSerializer.Deserialize<List<string>>(said!)!;
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await _inbox.DisposeAsync();
    }

    /// <summary>Asks, thanks, and ends; a question nobody answers for a minute has its own way when it is told to.</summary>
    public static string Asking(string question = "Que zona procura?", string thanks = "Obrigado!", bool timesOut = false) =>
        $$"""
            {"nodes": [
              {"id": "ask", "type": "question", "position": {"x": 10, "y": 20},
               "data": {"text": "{{question}}", "variable": "area"{{(timesOut ? ", \"timeout_seconds\": 60" : "")}} } },
              {"id": "thanks", "type": "end", "position": {"x": 10, "y": 200}, "data": {"text": "{{thanks}}"} }],
             "edges": [{"id": "e1", "source": "ask", "target": "thanks"}]}
            """;
}
