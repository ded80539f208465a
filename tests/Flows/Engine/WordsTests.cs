using Aldrava.Flows.Engine;
using Aldrava.Flows.Engine.Text;

namespace Aldrava.Tests.Flows.Engine;

public sealed class WordsTests
{
    [Theory]
    [InlineData("Olá, gostei do IMV-2026-0012.", "IMV-2026-0012")]
    [InlineData("o imv-2026-001?", "IMV-2026-001")]
    [InlineData("ref:AB-2024-12345 e IMV-2026-0012", "AB-2024-12345")]
    [InlineData("x-y IMV-2026-0012", "IMV-2026-0012")]
    public void Finds_the_first_property_reference(string text, string expected) => PropertyReferences.Find(text).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("IMV-2026-12")]
    [InlineData("IMV-26-0012")]
    [InlineData("I-2026-0012")]
    [InlineData("IMOVEL-2026-0012")]
    [InlineData("IMV-2026-0012a")]
    [InlineData("1IMV-2026-0012")]
    [InlineData("IMV-2026-")]
    [InlineData("IMV-2026")]
    public void Finds_no_reference_where_there_is_none(string text) => PropertyReferences.Find(text).ShouldBeNull();

    [Fact]
    public void A_short_text_is_one_message() => MessageSplitter.Split(" olá ").ShouldBe(["olá"]);

    [Fact]
    public void A_long_text_is_cut_at_a_paragraph_before_a_line_before_a_word()
    {
        var paragraph = string.Concat(Enumerable.Repeat("palavra ", 375)).Trim();
        MessageSplitter.Split($"{paragraph}\n\n{paragraph}").ShouldBe([paragraph, paragraph]);
        MessageSplitter.Split($"{paragraph}\n{paragraph}").ShouldBe([paragraph, paragraph]);
        MessageSplitter
            .Split(string.Concat(Enumerable.Repeat("palavra ", 1000)))
            .ShouldAllBe(part => part.EndsWith("palavra", StringComparison.Ordinal) && part.Length <= 4096);
    }

    [Fact]
    public void A_text_without_pauses_is_cut_between_characters()
    {
        var parts = MessageSplitter.Split("x" + string.Concat(Enumerable.Repeat("🏠", 4000))).ToList();
        parts.ShouldAllBe(part => part.Length <= 4096 && !char.IsHighSurrogate(part.Last()) && !char.IsLowSurrogate(part.First()));
        string.Concat(parts).Length.ShouldBe(8001);
    }

    [Theory]
    [InlineData("São João", "sao joao", true)]
    [InlineData("SIM", "sim", true)]
    [InlineData("sim", "são", false)]
    public void Compares_without_case_and_accents(string left, string right, bool same) => Words.Same(left, right).ShouldBe(same);

    [Fact]
    public void Half_a_character_and_nul_never_get_into_a_value()
    {
        FlowValue.Of("a\ud83cb\0c").ToString().ShouldBe("a\ufffdbc");
        FlowValue.Of(new string('x', 4095) + "🏠").ToString().Length.ShouldBe(4095);
    }
}
