using System.Text;
using Aldrava.Crm.Bulk;

namespace Aldrava.Tests.Crm.Bulk;

public sealed class CsvTests
{
    [Fact]
    public async Task Quotes_line_breaks_and_all_line_ends_are_read_with_the_line_a_record_begins_on()
    {
        var records = await ReadAsync("a;b\r\n\"x;\"\"y\"\"\r\nz\";2\n;\r\"last\" one;\"open");

        records.ShouldBe([(1, "a|b"), (2, "x;\"y\"\r\nz|2"), (4, "|"), (5, "last one|open")]);
    }

    [Fact]
    public async Task An_empty_file_has_no_records_and_a_last_line_end_adds_none()
    {
        (await ReadAsync("")).ShouldBeEmpty();
        (await ReadAsync("a\n")).ShouldBe([(1, "a")]);
        (await ReadAsync("a\n\nb")).ShouldBe([(1, "a"), (2, ""), (3, "b")]);
    }

    [Fact]
    public async Task A_quotation_mark_that_is_never_closed_does_not_swallow_the_whole_file() =>
        (await Should.ThrowAsync<CsvTooLongException>(() => ReadAsync("a;b\nx;\"" + new string('y', 200_000)))).Line.ShouldBe(2);

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+351 912 345 678", "'+351 912 345 678")]
    [InlineData("-5", "'-5")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("'=1", "''=1")]
    [InlineData("d'Ávila", "d'Ávila")]
    [InlineData("'quoted'", "'quoted'")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("", "")]
    public async Task What_a_spreadsheet_would_calculate_is_written_as_text_and_read_back_as_it_was(string text, string written)
    {
        var line = new StringBuilder();
        CsvText.Append(line, text, ',');

        line.ToString().ShouldBe(written);
        var read = await ReadAsync(line + ",end", ',');
        CsvText.Unguard(read.Single().Record.Split('|')[0]).ShouldBe(text);
    }

    [Theory]
    [InlineData("Telemóvel", nameof(LeadColumn.Phone))]
    [InlineData("E-MAIL", nameof(LeadColumn.Email))]
    [InlineData("property_reference", nameof(LeadColumn.PropertyReference))]
    [InlineData("Orçamento máximo (€)", nameof(LeadColumn.Budget))]
    [InlineData(" Observações: ", nameof(LeadColumn.Notes))]
    [InlineData("Data de nascimento", null)]
    public void Columns_are_known_by_their_names_in_both_languages(string name, string? column) => LeadColumns.Find(name)?.ToString().ShouldBe(column);

    private static async Task<List<(int Line, string Record)>> ReadAsync(string text, char separator = ';')
    {
        using var reader = new StringReader(text);
        var csv = new CsvReader(reader, separator);
        var records = new List<(int, string)>();
        while (await csv.ReadAsync(CancellationToken.None))
            records.Add((csv.Line, string.Join('|', csv.Fields)));
        return records;
    }
}
