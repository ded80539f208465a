using System.Net;
using System.Text;
using Aldrava.Tests.Support;

namespace Aldrava.Tests.Crm.Bulk;

public sealed class BulkMemoryTests
{
    private const int Rows = 100_000;

    [Fact]
    public async Task A_hundred_thousand_leads_come_in_and_go_out_again_in_little_memory()
    {
        await using var server = await SmallServer.StartAsync();
        var http = server.Admin;
        var before = (await ExportAsync(http)).Lines;

        (await ImportAsync(http)).ShouldContain($"\"lines\":{Rows},\"created\":{Rows}");

        var (lines, bytes) = await ExportAsync(http);
        lines.ShouldBe(before + Rows);
        bytes.ShouldBeGreaterThan(Rows * 80L);
    }

    private static async Task<string> ImportAsync(HttpClient http)
    {
        using var content = new Lines(Rows);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mobile/leads/import") { Content = content };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var body = await response.Content.ReadAsStreamAsync();
        var start = new byte[200];
        await body.ReadExactlyAsync(start);
        await DrainAsync(body);
        return Encoding.UTF8.GetString(start);
    }

    private static async Task<(long Lines, long Bytes)> ExportAsync(HttpClient http)
    {
        using var response = await http.GetAsync("/mobile/leads/export", HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await DrainAsync(await response.Content.ReadAsStreamAsync());
    }

    private static async Task<(long Lines, long Bytes)> DrainAsync(Stream body)
    {
        var (lines, bytes) = (0L, 0L);
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer)) > 0)
            (lines, bytes) = (lines + buffer.AsSpan(0, read).Count((byte)'\n'), bytes + read);
        return (lines, bytes);
    }

    /// <summary>A file that is made while it is sent.</summary>
    private sealed class Lines : HttpContent
    {
        private readonly int _rows;

        public Lines(int rows)
        {
            _rows = rows;
            Headers.ContentType = new("text/csv");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await using var text = new StreamWriter(stream, Encoding.UTF8, 32 * 1024, leaveOpen: true);
            await text.WriteAsync("nome,email,telefone,origem,orçamento,notas\n");
            for (var i = 0; i < _rows; i++)
                await text.WriteAsync(
                    $"Pessoa Número {i},pessoa{i}@example.pt,+351 91{i:0000000},portal,{i % 500}000,Procura casa com jardim perto da escola\n"
                );
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
