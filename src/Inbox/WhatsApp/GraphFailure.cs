using System.Text.Json;

namespace Aldrava.Inbox.WhatsApp;

/// <summary>An error as Meta writes it into webhooks: the code is what to branch on, the texts are for people who look into it.</summary>
internal sealed record GraphFailure(int Code, string? Title, string? Details)
{
    internal static IReadOnlyList<GraphFailure> ListOf(JsonElement owner) =>
        [
            .. owner
                .Array("errors")
                .Items()
                .Where(error => error.ValueKind is JsonValueKind.Object)
                .Select(error => new GraphFailure(
                    error.Integer("code") ?? 0,
                    error.Text("title") ?? error.Text("message"),
                    error.Object("error_data").Text("details") ?? error.Text("details") ?? error.Text("message")
                )),
        ];
}
