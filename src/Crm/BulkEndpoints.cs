using Aldrava.Crm.Bulk;
using Aldrava.Platform.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aldrava.Crm;

/// <summary>Leads by the file.</summary>
internal static class BulkEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var leads = app.MapGroup("/mobile/leads").WithTags("Leads").RequireMember();
        leads
            .MapPost("/import", ImportLeads.Handle)
            .NotIdempotent("The same file again finds every lead of it there: all its lines are duplicates")
            .WithMetadata(new RequestSizeLimitAttribute(ImportLeads.MaxBytes))
            .Returns<ImportReport>()
            .Fails(
                Errors.Lead.AgentsOnly(),
                Errors.Import.NotCsv(),
                Errors.Import.NoFile(),
                Errors.Import.Empty(),
                Errors.Import.NoName([]),
                Errors.Import.Malformed(1),
                Errors.Import.TooManyLines(1)
            );
        leads.MapGet("/export", ExportLeads.Handle).Produces<string>(contentType: "text/csv");
    }
}
