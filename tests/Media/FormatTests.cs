using System.Text;
using Aldrava.Media.Contracts;
using Aldrava.Media.Stores;

namespace Aldrava.Tests.Media;

public sealed class FormatTests
{
    [Theory]
    [InlineData("jpg", "image/jpeg")]
    [InlineData("png", "image/png")]
    [InlineData("webp", "image/webp")]
    [InlineData("heic", "image/heic")]
    public void A_picture_is_known_by_its_first_bytes(string format, string contentType)
    {
        var known = MediaFormat.Sniff(Pictures.Of(format)).ShouldNotBeNull();

        (known.Extension, known.ContentType).ShouldBe((format, contentType));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")]
    [InlineData("<!doctype html><script>alert(1)</script>")]
    [InlineData("GIF89a..........")]
    [InlineData("%PDF-1.7........")]
    [InlineData("RIFF\0\0\0\0WAVEfmt ")]
    [InlineData("\0\0\0\u0018ftypavif\0\0\0\0mif1avif")]
    [InlineData("\0\0\0\u0018ftypmif1\0\0\0\0avifmiaf")]
    [InlineData("\0\0\0\u0018ftypmp42\0\0\0\0mp42isom")]
    [InlineData("\0\0\0\u0018ftyp")]
    [InlineData("II*\0........")]
    public void Anything_else_is_none_of_ours(string start) => MediaFormat.Sniff(Encoding.Latin1.GetBytes(start)).ShouldBeNull();

    [Theory]
    [InlineData("\0\0\0\u0018ftypheix\0\0\0\0mif1heix")]
    [InlineData("\0\0\0\u001cftypmif1\0\0\0\0mif1miafheic")]
    public void Heic_has_several_brands(string start) => MediaFormat.Sniff(Encoding.Latin1.GetBytes(start)).ShouldBe(MediaFormat.Heic);

    [Fact]
    public void Names_are_random_and_nothing_else_passes_for_one()
    {
        var names = Enumerable.Range(0, 1000).Select(_ => FileNames.New(MediaFormat.Jpeg)).ToList();

        names.ShouldBeUnique();
        names.ShouldAllBe(n => n.Length == 36 && FileNames.FormatOf(n) == MediaFormat.Jpeg);
        var name = names[0];
        foreach (var other in new[] { "", name[1..], "a" + name, name + "/", name.ToUpperInvariant(), "../" + name[3..], name[..32] + ".exe", name[..32] })
            FileNames.FormatOf(other).ShouldBeNull(other);
    }
}
