using System.Text.Json;
using Aldrava.Crm.Leads;
using Aldrava.Crm.Properties;
using Aldrava.Platform.Http;

namespace Aldrava.Tests.Crm;

public sealed class LeadsWishesTests
{
    [Fact]
    public void What_people_write_is_stored_tidied_and_read_again()
    {
        var wishes = new Wishes(Business.Rent, [" t2", "V3", "T3"], [PropertyType.House], 80m, 1_500m, [" Cascais ", "cascais", "Oeiras"], " ");

        var stored = wishes.Store();

        stored
            .ShouldNotBeNull()
            .GetRawText()
            .ShouldBe("""{"business":"rent","typologies":["T2","T3"],"types":["house"],"area_min":80,"budget_max":1500,"places":["Cascais","Oeiras"]}""");
        var read = Wishes.Read(stored);
        (read.Business, read.AreaMin, read.BudgetMax, read.Text).ShouldBe((Business.Rent, 80m, 1_500m, null));
        read.Typologies.ShouldBe(["T2", "T3"]);
        read.Types.ShouldBe([PropertyType.House]);
        read.Places.ShouldBe(["Cascais", "Oeiras"]);
    }

    [Fact]
    public void Wishes_for_nothing_are_no_wishes()
    {
        new Wishes(Typologies: [], Text: "").Store().ShouldBeNull();
        Wishes.Read(null).ShouldBe(Wishes.None);
        Wishes.Read(JsonSerializer.SerializeToElement("T3", Json.Options)).ShouldBe(Wishes.None);
    }

    [Fact]
    public void What_a_customer_told_a_chatbot_is_made_out()
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["interest"] = "comprar",
            ["zona"] = "Cascais ou São João do Estoril, Oeiras",
            ["quartos"] = "um t3, talvez V4",
        };

        var read = Wishes.Read(JsonSerializer.SerializeToElement(answers, Json.Options));

        read.Business.ShouldBe(Business.Sale);
        read.Places.ShouldBe(["Cascais", "São João do Estoril", "Oeiras"]);
        read.Typologies.ShouldBe(["T3", "T4"]);
        read.Text.ShouldBe("interest: comprar; zona: Cascais ou São João do Estoril, Oeiras; quartos: um t3, talvez V4");
    }

    [Theory]
    [InlineData("""{"business":"vender"}""", null)]
    [InlineData("""{"business":"Arrendar"}""", "Rent")]
    [InlineData("""{"business":"sale"}""", "Sale")]
    [InlineData("""{"business":1}""", null)]
    [InlineData("""{"business":null,"typologies":[1,"x"],"types":["castle"],"places":[""],"area_min":"100","budget_max":1e99}""", null)]
    public void Whatever_stands_there_is_read_without_a_fault(string stored, string? business) =>
        $"{Wishes.Read(JsonSerializer.Deserialize<JsonElement>(stored)).Business}".ShouldBe(business ?? "");
}
