using System.Text.Json;
using Aldrava.Platform.Http;

namespace Aldrava.Tests.Platform;

public sealed class ClientTimeTests
{
    [Theory]
    [InlineData("2026-03-10T15:00:00Z", "Europe/Lisbon", "2026-03-10T15:00:00Z")]
    [InlineData("2026-07-10T15:00:00", "Europe/Lisbon", "2026-07-10T14:00:00Z")]
    [InlineData("2026-07-10T15:00:00+02:00", "Europe/Lisbon", "2026-07-10T13:00:00Z")]
    [InlineData("2026-07-10T15:00:00", "America/Sao_Paulo", "2026-07-10T18:00:00Z")]
    // The night in which Lisbon's clocks go forward: 01:30 does not happen and is read an hour later.
    [InlineData("2026-03-29T01:30:00", "Europe/Lisbon", "2026-03-29T01:30:00Z")]
    // The night in which they go back: 01:30 happens twice, the first is meant.
    [InlineData("2026-10-25T01:30:00", "Europe/Lisbon", "2026-10-25T00:30:00Z")]
    public void Without_an_offset_it_is_read_in_the_organizations_time_zone(string written, string zone, string utc)
    {
        var time = JsonSerializer.Deserialize<ClientTime>($"\"{written}\"", Json.Options);

        time.In(TimeZoneInfo.FindSystemTimeZoneById(zone)).ShouldBe(DateTimeOffset.Parse(utc));
    }

    [Theory]
    [InlineData("\"tomorrow\"")]
    [InlineData("\"2026-13-01T00:00:00Z\"")]
    [InlineData("\"0001-01-01T00:00:00\"")]
    [InlineData("\"9999-12-31T23:59:59+00:00\"")]
    [InlineData("1773133200")]
    [InlineData("null")]
    public void What_is_no_time_is_refused(string json) => Should.Throw<JsonException>(() => JsonSerializer.Deserialize<ClientTime>(json, Json.Options));
}
