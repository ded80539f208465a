using System.Net;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Crm;

/// <summary>The numbers of listings, at the end of the year as São Paulo counts it.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public async Task Fifty_at_once_on_each_side_of_new_year_have_no_gap_and_no_double_whatever_fails_between()
    {
        await using var agency = await FieldAgency.FoundAsync("2027-01-01T01:00:00Z", "America/Sao_Paulo");

        // The agency's first listing has the first number.
        var old = await ListAsync(agency, 49);
        agency.MoveTo("2027-01-01T02:59:50Z");
        var last = await ListAsync(agency, 1);
        agency.MoveTo("2027-01-01T03:00:01Z");
        var young = await ListAsync(agency, 50);

        old.ShouldBe(Enumerable.Range(2, 49).Select(n => $"TST-2026-{n:0000}"), ignoreOrder: true);
        last.ShouldBe(["TST-2026-0051"]);
        young.ShouldBe(Enumerable.Range(1, 50).Select(n => $"TST-2027-{n:0000}"), ignoreOrder: true);
    }

    /// <summary>Lists so many at once, each sent twice by a phone that did not wait for the answer: the second takes a number and gives it back.</summary>
    private static async Task<string[]> ListAsync(FieldAgency agency, int count)
    {
        var listings = Enumerable.Range(0, count).Select(i => new { title = $"T1 n.º {i}", client_id = Guid.CreateVersion7(TestClock.Start) }).ToArray();

        var answers = await Task.WhenAll(listings.Concat(listings).Select(l => agency.Http.PostAsync("/mobile/properties", l)));

        answers.ShouldAllBe(a => a.Status == HttpStatusCode.Created || a.Status == HttpStatusCode.OK);
        answers.Count(a => a.Status == HttpStatusCode.Created).ShouldBe(count);
        return [.. answers.Select(a => a["reference"].GetString()!).Distinct(StringComparer.Ordinal)];
    }
}
