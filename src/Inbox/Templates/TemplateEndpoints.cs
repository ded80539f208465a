using Aldrava.Platform.Http;

namespace Aldrava.Inbox.Templates;

internal static class TemplateEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var templates = app.MapGroup("/api/v1/templates").WithTags("Templates").RequireMember().Validated();
        templates.MapGet("", ListTemplates.Handle).Returns<TemplateView[]>();
        templates
            .MapPost("", CreateTemplate.Handle)
            .RequireAdmin()
            .Idempotent()
            .Returns<TemplateView>(StatusCodes.Status201Created)
            .Fails(
                Errors.Number.NotFound(Guid.Empty),
                Errors.Number.NoAccount(Guid.Empty),
                Errors.Number.NoAccessToken(Guid.Empty),
                Errors.Template.Exists(Guid.Empty),
                Errors.Graph.Refused(null),
                Errors.Graph.NoAnswer()
            );
        templates
            .MapPost("/sync", SyncTemplates.Handle)
            .RequireAdmin()
            .NotIdempotent("Reading the same list again changes nothing.")
            .Returns<SyncTemplates.Answer>()
            .Fails(
                Errors.Number.NotFound(Guid.Empty),
                Errors.Number.NoAccount(Guid.Empty),
                Errors.Number.NoAccessToken(Guid.Empty),
                Errors.Graph.Refused(null),
                Errors.Graph.NoAnswer()
            );
        templates.MapGet("/{id:guid}", ShowTemplate.Handle).Returns<TemplateView>().Fails(Errors.Template.NotFound(Guid.Empty));
        templates
            .MapDelete("/{id:guid}", DeleteTemplate.Handle)
            .RequireAdmin()
            .Idempotent()
            .Produces(StatusCodes.Status204NoContent)
            .Fails(Errors.Template.NotFound(Guid.Empty), Errors.Graph.Refused(null), Errors.Graph.NoAnswer());
        templates
            .MapPost("/{id:guid}/preview", PreviewTemplate.Handle)
            .NotIdempotent("It changes nothing.")
            .Returns<FilledTemplate>()
            .Fails(Errors.Template.NotFound(Guid.Empty), Errors.Template.VariablesMissing(null));
    }
}
