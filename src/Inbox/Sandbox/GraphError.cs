using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Aldrava.Inbox.WhatsApp;

namespace Aldrava.Inbox.Sandbox;

/// <summary>A refusal in the shape Meta gives it.</summary>
/// <param name="Message">What follows the code in <c>error.message</c>.</param>
/// <param name="Details">Goes into <c>error_data</c>; Meta leaves that out for the plainest errors.</param>
internal sealed record GraphError(int HttpStatus, int Code, string Message, string? Details = null, int? Subcode = null, string Type = "OAuthException")
{
    /// <summary>An error by its code, with the status and title that go with it; an unknown code is a plain 400.</summary>
    internal static GraphError Of(int code, string? details = null)
    {
        var (status, title) = code switch
        {
            0 => (401, "AuthException"),
            1 => (400, "API Unknown"),
            2 => (503, "API Service"),
            3 => (500, "API Method"),
            4 => (400, "API Too Many Calls"),
            10 => (403, "Permission Denied"),
            33 => (400, "Parameter value is not valid"),
            100 => (400, "Invalid parameter"),
            190 => (401, "Access token has expired"),
            368 => (403, "Temporarily blocked for policies violations"),
            80007 => (400, "Rate limit issues"),
            130429 => (400, "Rate limit hit"),
            131000 => (500, "Something went wrong"),
            131005 => (403, "Access denied"),
            131008 => (400, "Required parameter is missing"),
            131009 => (400, "Parameter value is not valid"),
            131016 => (500, "Service unavailable"),
            131021 => (400, "Recipient cannot be sender"),
            131026 => (400, "Message Undeliverable"),
            131030 => (400, "Recipient phone number not in allowed list"),
            131031 => (403, "Account has been locked"),
            131042 => (400, "Business eligibility payment issue"),
            131045 => (500, "Incorrect certificate"),
            131047 => (400, "Re-engagement message"),
            131048 => (400, "Spam rate limit hit"),
            131049 => (400, "Meta chose not to deliver."),
            131051 => (400, "Unsupported message type"),
            131053 => (400, "Media upload error"),
            131056 => (400, "(Business Account, Consumer Account) pair rate limit hit"),
            130497 => (403, "Business account is restricted from messaging users in this country."),
            131057 => (500, "Account in maintenance mode"),
            132000 => (400, "Template Param Count Mismatch"),
            132001 => (404, "Template does not exist"),
            133000 => (500, "Incomplete Deregistration"),
            133004 => (503, "Server Temporarily Unavailable"),
            133010 => (400, "Phone number Not Registered"),
            _ => (400, "Invalid parameter"),
        };
        return new(status, code, title, details ?? title);
    }

    /// <summary>The number in the address is none of the token's.</summary>
    internal static GraphError NoSuchNumber(string phoneNumberId) =>
        new(
            400,
            GraphCodes.InvalidParameter,
            $"Unsupported post request. There is no object '{phoneNumberId}' this token may use.",
            null,
            33,
            "GraphMethodException"
        );

    internal static GraphError NotJson() => new(400, GraphCodes.InvalidParameter, "The request body is not a JSON object.");

    /// <summary>What the stand-in says when it was only told a status. 502 and 504 are a gateway's and have no body of Meta's: then this is null.</summary>
    internal static GraphError? OfStatus(int status) =>
        status switch
        {
            502 or 504 => null,
            429 => Of(GraphCodes.ThroughputLimit) with { HttpStatus = status },
            >= 500 => Of(GraphCodes.SomethingWentWrong) with { HttpStatus = status },
            401 => Of(GraphCodes.AccessToken),
            _ => Of(GraphCodes.InvalidParameter) with { HttpStatus = status },
        };

    internal JsonObject ToJson()
    {
        var error = new JsonObject
        {
            ["message"] = $"(#{Code}) {Message}",
            ["type"] = Type,
            ["code"] = Code,
        };
        if (Subcode is { } subcode)
            error["error_subcode"] = subcode;
        if (Details is not null)
            error["error_data"] = new JsonObject { ["messaging_product"] = "whatsapp", ["details"] = Details };
        error["fbtrace_id"] = "A" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return new JsonObject { ["error"] = error };
    }
}
