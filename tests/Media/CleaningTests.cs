using System.Text;
using Aldrava.Media.Cleaning;
using Aldrava.Media.Contracts;
using MetadataExtractor;
using MetadataExtractor.Formats.Exif;

namespace Aldrava.Tests.Media;

public sealed class CleaningTests
{
    public static readonly TheoryData<string> Formats = ["jpg", "png", "webp", "heic"];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task The_place_the_camera_and_what_else_tells_of_a_picture_go_and_how_it_was_held_stays(string format)
    {
        var taken = Pictures.Of(format, orientation: 6);
        Place(taken).ShouldNotBeNull("The picture of the test must have a place, else nothing is shown.");

        var clean = await CleanAsync(taken);

        Place(clean).ShouldBeNull();
        Orientation(clean).ShouldBe(6);
        var text = Encoding.Latin1.GetString(clean);
        text.ShouldNotContain(Pictures.Camera);
        text.ShouldNotContain("GPS");
        text.ShouldNotContain("Cascais");
        MediaFormat.Sniff(clean)!.Extension.ShouldBe(format);
        if (format != "png")
            text.ShouldContain(Encoding.Latin1.GetString(Pictures.Pixels));
    }

    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    public async Task An_upright_picture_needs_no_Exif_at_all(string format)
    {
        var clean = await CleanAsync(Pictures.Of(format, orientation: 1));

        Directories(clean).OfType<ExifDirectoryBase>().ShouldBeEmpty();
        Encoding.Latin1.GetString(clean).ShouldNotContain(Pictures.Camera);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task However_small_the_pieces_it_comes_in_the_result_is_the_same(string format)
    {
        var taken = Pictures.Of(format);

        (await CleanAsync(taken, piece: 1)).ShouldBe(await CleanAsync(taken));
        (await CleanAsync(taken, piece: 7)).ShouldBe(await CleanAsync(taken));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task What_is_clean_stays_as_it_is(string format)
    {
        var clean = await CleanAsync(Pictures.Of(format));

        (await CleanAsync(clean)).ShouldBe(clean);
    }

    [Theory]
    [InlineData("webp")]
    [InlineData("heic")]
    public async Task Formats_that_say_where_things_lie_keep_their_length(string format)
    {
        var taken = Pictures.Of(format);

        (await CleanAsync(taken)).Length.ShouldBe(taken.Length);
    }

    [Fact]
    public async Task The_colour_profile_stays_and_what_follows_the_end_of_a_jpeg_goes()
    {
        var clean = await CleanAsync(Pictures.Jpeg(trailer: Pictures.Jpeg()));

        Encoding.Latin1.GetString(clean).ShouldContain("ICC_PROFILE");
        clean.ShouldBe(await CleanAsync(Pictures.Jpeg()));
    }

    [Fact]
    public async Task A_jpeg_without_its_last_two_bytes_is_taken_as_cameras_leave_it() =>
        (await CleanAsync(Pictures.Jpeg()[..^2])).Length.ShouldBe((await CleanAsync(Pictures.Jpeg())).Length - 2);

    [Fact]
    public async Task A_heic_whose_list_comes_after_what_it_lists_is_refused_rather_than_let_through_with_its_place() =>
        await Should.ThrowAsync<MediaRefusedException>(() => CleanAsync(Pictures.Heic(listFirst: false)));

    [Fact]
    public async Task A_heic_may_keep_its_Exif_block_in_the_list_itself()
    {
        var clean = await CleanAsync(Pictures.HeicWithExifInTheList(orientation: 8));

        var text = Encoding.Latin1.GetString(clean);
        text.ShouldNotContain(Pictures.Camera);
        text.ShouldContain("before");
        text.ShouldContain(Encoding.Latin1.GetString([0, 0, 0, 0, .. Exif.Only(8)]));
        clean.Length.ShouldBe(Pictures.HeicWithExifInTheList().Length);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_damaged_picture_is_cleaned_or_refused_and_nothing_else_happens(string format)
    {
        var taken = Pictures.Of(format);
        var random = new Random(7);
        for (var round = 0; round < 3000; round++)
        {
            var damaged = taken.ToArray();
            for (var hits = random.Next(1, 6); hits > 0; hits--)
                damaged[random.Next(12, damaged.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0)
                damaged = damaged[..random.Next(12, damaged.Length)];
            await TryCleanAsync(damaged, format);
        }
    }

    [Theory]
    [InlineData("jpg", 40)]
    [InlineData("png", 60)]
    [InlineData("webp", 200)]
    [InlineData("heic", 100)]
    public async Task A_picture_that_breaks_off_in_the_middle_of_its_structure_is_refused(string format, int length) =>
        await Should.ThrowAsync<MediaRefusedException>(() => CleanAsync(Pictures.Of(format)[..length]));

    [Fact]
    public void The_orientation_is_read_in_both_byte_orders_and_nonsense_is_upright()
    {
        Exif.OrientationOf(Pictures.Tiff(8)).ShouldBe(8);
        Exif.OrientationOf(Exif.Only(3)).ShouldBe(3);
        Exif.OrientationOf(Pictures.Tiff(9)).ShouldBe(1);
        Exif.OrientationOf([]).ShouldBe(1);
        Exif.OrientationOf("II*\0\xFF\xFF\xFF\xFF\0\0\0\0\0\0"u8).ShouldBe(1);
    }

    private static async Task TryCleanAsync(byte[] damaged, string format)
    {
        try
        {
            (await CleanAsync(damaged, format: format)).Length.ShouldBeLessThanOrEqualTo(damaged.Length + 40);
        }
        catch (MediaRefusedException)
        {
            // One of the two good ends.
        }
    }

    private static async Task<byte[]> CleanAsync(byte[] picture, int piece = int.MaxValue, string? format = null)
    {
        using var output = new MemoryStream();
        var passage = new Passage(new Dribble(picture, piece)) { Output = output };
        var known = format is null ? MediaFormat.Sniff(picture)! : MediaFormat.OfExtension(format)!;
        await Clean.RunAsync(known, passage, CancellationToken.None);
        output.Length.ShouldBe(passage.Written);
        return output.ToArray();
    }

    private static IReadOnlyList<MetadataExtractor.Directory> Directories(byte[] picture)
    {
        using var stream = new MemoryStream(picture);
        return ImageMetadataReader.ReadMetadata(stream);
    }

    private static GeoLocation? Place(byte[] picture) => Directories(picture).OfType<GpsDirectory>().FirstOrDefault()?.GetGeoLocation();

    private static int Orientation(byte[] picture) =>
        Directories(picture).OfType<ExifIfd0Directory>().FirstOrDefault() is { } exif && exif.TryGetInt32(ExifDirectoryBase.TagOrientation, out var orientation)
            ? orientation
            : 1;
}
