using Aldrava.Crm.Listing;

namespace Aldrava.Tests.Crm;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("Moradia  em\tSão João do Estoril ", "moradia em sao joao do estoril")]
    [InlineData("AÇORES Évora Piñón", "acores evora pinon")]
    [InlineData("", "")]
    public void Case_accents_and_spaces_make_no_difference(string text, string folded) => SearchText.Fold(text).ShouldBe(folded);

    [Fact]
    public void Half_an_emoji_does_no_harm() => SearchText.Fold("\uD83D Cortado").ShouldBe("\uFFFD cortado");

    [Fact]
    public void A_search_is_a_few_different_words()
    {
        SearchText.Words("  Cascais moradia CASCAIS ").ShouldBe(["cascais", "moradia"]);
        SearchText.Words(" ").ShouldBeEmpty();
        SearchText.Words(string.Join(' ', Enumerable.Range(0, 100))).Length.ShouldBe(8);
    }

    [Fact]
    public void A_phone_number_is_found_however_it_was_written() => SearchText.Digits("+351 (912) 345-678").ShouldBe("351912345678");
}
