using Aldrava.Accounts.Privacy;
using Aldrava.Platform.Http;

namespace Aldrava.Accounts;

/// <summary>What a person may ask of who keeps their data.</summary>
internal static class PrivacyEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var privacy = app.MapGroup("/api/privacy").WithTags("Privacy").RequireAdmin().Validated();
        privacy
            .MapPost("/export", ExportPerson.Handle)
            .NotIdempotent("Reads only")
            .Produces<string>(contentType: "application/zip")
            .Fails(Errors.Privacy.PersonNotFound(), Errors.Privacy.TooMany(1));
        privacy
            .MapPost("/erase", ErasePerson.Handle)
            .Idempotent()
            .Returns<ErasePerson.Answer>()
            .Fails(Errors.Privacy.PersonNotFound(), Errors.Privacy.TooMany(1), Errors.Privacy.NotConfirmed());
    }
}
