using Aldrava.Crm.Leads;
using Aldrava.Crm.Matching;
using Aldrava.Crm.Properties;
using FsCheck;
using FsCheck.Fluent;

namespace Aldrava.Tests.Crm.Matching;

public sealed class MatchTests
{
    private static readonly Wanted Flat = new(Business.Sale, [3], [], 100, 400_000, ["cascais"], PlacesAreRead: false, PropertyId: null);
    private static readonly Listed Good = new(1, Business.Sale, PropertyType.Apartment, 3, 390_000, 110, "Cascais", "cascais lisboa", PropertyStatus.Available);

    [Fact]
    public void What_is_wanted_in_everything_scores_a_hundred() => Match.Of(Flat, Good)!.Score.ShouldBe(100);

    [Fact]
    public void What_cannot_fit_is_no_match()
    {
        Match.Of(Flat, Good with { Business = Business.Rent }).ShouldBeNull();
        Match.Of(Flat, Good with { Rooms = 5 }).ShouldBeNull();
        Match.Of(Flat, Good with { Price = 440_001 }).ShouldBeNull();
        Match.Of(Flat, Good with { PlaceWords = "porto", Place = "Porto" }).ShouldBeNull();
        Match.Of(Flat, Good with { Status = PropertyStatus.Reserved }).ShouldBeNull();
        Match.Of(Flat with { Types = [PropertyType.House] }, Good).ShouldBeNull();
    }

    [Fact]
    public void A_street_named_after_a_place_is_less_than_the_place()
    {
        var inTown = Match.Of(Flat, Good)!;

        var onStreet = Match.Of(Flat, Good with { Place = "Lisboa", PlaceWords = "lisboa rua de cascais" })!;

        onStreet.Score.ShouldBeLessThan(inTown.Score);
    }

    [Fact]
    public void A_little_too_dear_or_one_room_off_is_shown_and_explained()
    {
        var dear = Match.Of(Flat, Good with { Price = 420_000 })!;
        var small = Match.Of(Flat, Good with { Rooms = 2 })!;

        dear.Score.ShouldBeLessThan(100);
        dear.Reasons.Single(r => r.Key == "budget_above").Arguments.ShouldBe([5]);
        small.Score.ShouldBeLessThan(dear.Score);
        small.Reasons.Single(r => r.Key == "typology_near").Arguments.ShouldBe(["T2", "T3"]);
    }

    [Fact]
    public void The_less_is_known_of_somebody_the_less_a_match_is_worth()
    {
        var onlyBudget = new Wanted(Business.Sale, [], [], null, 400_000, [], PlacesAreRead: true, PropertyId: null);

        Match.Of(onlyBudget, Good)!.Score.ShouldBe(75);
        Match.Of(onlyBudget with { Budget = null }, Good).ShouldBeNull();
        Match.Of(onlyBudget with { Budget = null, PropertyId = 1 }, Good)!.Score.ShouldBe(100);
    }

    [Fact]
    public void Cheaper_never_scores_worse() =>
        Check((wanted, property, cheaper) => Score(wanted, property with { Price = property.Price - cheaper }) >= Score(wanted, property));

    [Fact]
    public void The_rooms_that_are_wanted_never_score_worse_than_others() =>
        Check((wanted, property, _) => wanted.Rooms.Count == 0 || Score(wanted, property with { Rooms = wanted.Rooms[0] }) >= Score(wanted, property));

    [Fact]
    public void Scores_are_percentages() => Check((wanted, property, _) => Score(wanted, property) is >= 0 and <= 100);

    [Theory]
    [InlineData("T2 em Lisboa até 300 mil", "2", 300_000, null, "lisboa")]
    [InlineData("Procuro moradia V3 ou V4 em Cascais ou Oeiras, máximo 650.000 €", "3 4", 650_000, null, "cascais|oeiras")]
    [InlineData("3 quartos, 120 m2, orçamento: 1,2 M", "3", 1_200_000, 120, "")]
    [InlineData("looking to rent in Porto under 1200 euros", "", 1200, null, "porto")]
    [InlineData("Ainda não sei", "", null, null, "")]
    public void A_sentence_is_read_as_far_as_it_goes(string text, string rooms, int? budget, int? area, string places)
    {
        var read = WishText.Parse(text);

        string.Join(' ', read.Rooms).ShouldBe(rooms);
        read.Budget.ShouldBe(budget);
        read.Area.ShouldBe(area);
        string.Join('|', read.Places).ShouldBe(places);
    }

    [Fact]
    public void No_sentence_is_too_odd_to_be_read() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text => Wanted.Of(Wishes.None with { Text = text }, budget: null, propertyId: null) is not null)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static int Score(Wanted wanted, Listed property) => Match.Of(wanted, property)?.Score ?? 0;

    private static void Check(Func<Wanted, Listed, decimal, bool> holds)
    {
        var cases =
            from rooms in Gen.Choose(0, 6).ArrayOf()
            from budget in Gen.Choose(0, 1_000)
            from area in Gen.Choose(0, 300)
            from place in Gen.Elements("cascais", "lisboa", "porto", "")
            from price in Gen.Choose(0, 1_200)
            from size in Gen.Choose(1, 300)
            from has in Gen.Choose(0, 7)
            from cheaper in Gen.Choose(0, 1_200)
            let wanted = new Wanted(
                has % 2 == 0 ? Business.Sale : null,
                [.. rooms.Take(3)],
                [],
                area == 0 ? null : area,
                budget == 0 ? null : budget * 1000m,
                place.Length == 0 ? [] : [place],
                PlacesAreRead: has % 3 == 0,
                PropertyId: null
            )
            let listed = Good with
            {
                Rooms = has,
                Price = price * 1000m,
                Area = size,
            }
            select (wanted, listed, cheaper: cheaper * 1000m);
        Prop.ForAll(cases.ToArbitrary(), c => holds(c.wanted, c.listed, c.cheaper)).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }
}
