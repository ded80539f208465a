using System.Globalization;
using Aldrava.Inbox.WhatsApp;
using Aldrava.Platform.Http;

namespace Aldrava.Tests.Inbox.WhatsApp;

public sealed class GraphErrorTextsTests
{
    [Fact]
    public void Every_documented_code_has_a_cause_and_a_next_step_in_every_language()
    {
        var codes = TestFiles
            .SharedTable("cloudapi", "error_codes.json")
            .EnumerateArray()
            .Select(e => e.GetProperty("code").ToString().Split('-')[0])
            .Select(c => int.Parse(c, CultureInfo.InvariantCulture))
            .ToList();

        codes.Count.ShouldBe(57);
        foreach (var code in codes)
        {
            GraphErrorTexts.Knows(code).ShouldBeTrue($"{code}");
            var texts = Languages.All.Select(language => GraphErrorTexts.Of(code, "details", language)).ToList();
            texts.ShouldAllBe(t => t.Code == code && t.Title.Length > 3 && t.Message.Length > 10 && t.NextStep.Length > 10);
            texts[2].Message.ShouldNotBe(texts[0].Message);
        }
    }

    [Fact]
    public void A_code_nobody_knows_gets_an_honest_sentence_and_keeps_Metas_words()
    {
        var text = GraphErrorTexts.Of(987654, "Meta's words", Languages.All[2]);

        (text.Code, text.Details, text.Retryable).ShouldBe((987654, "Meta's words", false));
        text.Message.ShouldContain("do not know");
    }

    [Fact]
    public void What_time_mends_can_be_tried_again_and_a_closed_window_cannot()
    {
        GraphErrorTexts.Of(131056, null, Languages.Default).Retryable.ShouldBeTrue();
        GraphErrorTexts.Of(131016, null, Languages.Default).Retryable.ShouldBeTrue();
        GraphErrorTexts.Of(131047, null, Languages.Default).Retryable.ShouldBeFalse();
    }
}
