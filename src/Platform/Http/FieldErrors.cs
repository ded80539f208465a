namespace Aldrava.Platform.Http;

/// <summary>Sentences about single fields, from the resources under <c>field.{type}</c>.</summary>
public static class FieldErrors
{
    /// <summary>A bad field told in the caller's language.</summary>
    public static FieldError Describe(HttpContext http, string field, string type, params object[] arguments) =>
        new(field, http.RequestServices.GetRequiredService<ErrorMessages>().Get($"field.{type}", Languages.Of(http), arguments), type);

    /// <summary>422 for one field.</summary>
    public static Error One(HttpContext http, string field, string type, params object[] arguments) =>
        Error.Validation([Describe(http, field, type, arguments)]);
}
