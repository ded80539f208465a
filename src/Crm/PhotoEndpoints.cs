using Aldrava.Crm.Photos;
using Aldrava.Media.Contracts;
using Aldrava.Platform.Http;
using MediaErrors = Aldrava.Media.Contracts.Errors;

namespace Aldrava.Crm;

internal static class PhotoEndpoints
{
    private const string Sample = "https://example.com/photo.jpg";

    internal static void Map(IEndpointRouteBuilder app)
    {
        var photos = app.MapGroup("/mobile/properties/{id:record}/photos").WithTags("Photos").RequireMember().Validated();
        Adds(photos.MapPost("", AddPhotos.Handle));
        Adds(photos.MapPost("/bulk", AddPhotos.Bulk));
        Changes(photos.MapPost("/upload", UploadPhotos.Handle))
            .TakesFiles(MediaLimits.Photos)
            .Returns<AddedPhotos>()
            .Fails(Errors.Photo.TooMany(PropertyPhoto.Most, PropertyPhoto.Most));
        Changes(photos.MapPut("/order", OrderPhotos.Handle)).Returns<PropertyPhotoView[]>().Fails(Errors.Photo.NotTheSame([]));
        Changes(photos.MapPatch("/{photo_id:long}", ChangePhoto.Handle)).Returns<PropertyPhotoView>().Fails(Errors.Photo.NotFound(1));
        Changes(photos.MapDelete("/{photo_id:long}", RemovePhoto.Handle)).Produces(StatusCodes.Status204NoContent).Fails(Errors.Photo.NotFound(1));

        app.MapGet("/mobile/cloudinary/upload-config", ShowUploadConfig.Handle)
            .WithTags("Photos")
            .RequireMember()
            .Returns<ShowUploadConfig.View>()
            .Fails(MediaErrors.Media.NoCloud());
    }

    private static void Adds(RouteHandlerBuilder route) =>
        Changes(route).Returns<AddedPhotos>().Fails(Errors.Photo.ForeignUrl(Sample, 0), Errors.Photo.TooMany(PropertyPhoto.Most, PropertyPhoto.Most));

    private static RouteHandlerBuilder Changes(RouteHandlerBuilder route) =>
        route.Idempotent().Fails(Errors.Property.NotFound(1L), Errors.Property.NotYours(1));
}
