using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aldrava.Platform.Http;

namespace Aldrava.Platform.Events;

/// <summary>How events are stored: their own members only. What overrides compute from them (key, signal) is not repeated.</summary>
internal static class EventJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Json.Configure(options);
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutWhatIsComputed } };
        options.MakeReadOnly();
        return options;
    }

    // [JsonIgnore] on a base member does not hold for its overrides.
    private static void LeaveOutWhatIsComputed(JsonTypeInfo type)
    {
        if (!typeof(DomainEvent).IsAssignableFrom(type.Type))
            return;
        foreach (var computed in type.Properties.Where(p => p.Name is "key" or "signal").ToList())
            type.Properties.Remove(computed);
    }
}
