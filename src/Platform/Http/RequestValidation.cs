using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace Aldrava.Platform.Http;

/// <summary>
/// Checks the data annotations of request bodies (on properties or on the parameters of a record), nested objects and lists included, and gathers
/// every fault. Body records are the types nested in feature classes and named <c>Request</c>, or marked with <see cref="IRequestBody"/>.
/// </summary>
internal static class RequestValidation
{
    private static readonly ConcurrentDictionary<Type, Member[]> Members = new();

    /// <summary>Adds the check where there is a body to check; reads go without.</summary>
    internal static EndpointFilterDelegate Where(EndpointFilterFactoryContext context, EndpointFilterDelegate next) =>
        Array.Exists(context.MethodInfo.GetParameters(), p => p.ParameterType.IsAssignableTo(typeof(IRequestBody)))
            ? invocation => Filter(invocation, next)
            : next;

    internal static async ValueTask<object?> Filter(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        List<FieldError>? faults = null;
        foreach (var argument in context.Arguments)
        {
            if (argument is IRequestBody body)
                Check(context.HttpContext, body, "body", ref faults);
        }
        return faults is null ? await next(context) : Error.Validation(faults);
    }

    private static void Check(HttpContext http, IRequestBody value, string path, ref List<FieldError>? faults)
    {
        foreach (var (name, type) in value.Faults())
            (faults ??= []).Add(FieldErrors.Describe(http, $"{path}.{name}", type));
        foreach (var member in Members.GetOrAdd(value.GetType(), Describe))
        {
            var content = member.Property.GetValue(value);
            if (content is IOptional { IsGiven: false })
                continue;
            if (content is IOptional optional)
                content = optional.Value;
            var field = $"{path}.{member.Name}";
            if (member.FirstFault(content) is { } fault)
                (faults ??= []).Add(FieldErrors.Describe(http, field, fault.Type, fault.Arguments));
            else if (content is IRequestBody nested)
                Check(http, nested, field, ref faults);
            else if (content is IEnumerable items and not string)
                CheckItems(http, items, field, ref faults);
        }
    }

    private static void CheckItems(HttpContext http, IEnumerable items, string field, ref List<FieldError>? faults)
    {
        var index = 0;
        foreach (var item in items)
        {
            if (item is IRequestBody body)
                Check(http, body, $"{field}[{index}]", ref faults);
            index++;
        }
    }

    private static Member[] Describe(Type type)
    {
        var parameters = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).FirstOrDefault()?.GetParameters() ?? [];
        return
        [
            .. from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            let parameter = parameters.FirstOrDefault(p => p.Name == property.Name)
            let rules = property
                .GetCustomAttributes<ValidationAttribute>()
                .Concat(parameter?.GetCustomAttributes<ValidationAttribute>() ?? [])
                .OrderBy(r => r is RequiredAttribute ? 0 : 1)
            where property.GetIndexParameters().Length == 0
            select new Member(property, JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name), [.. rules]),
        ];
    }

    private sealed record Member(PropertyInfo Property, string Name, ValidationAttribute[] Rules)
    {
        public (string Type, object[] Arguments)? FirstFault(object? value)
        {
            foreach (var rule in Rules)
            {
                if (!rule.IsValid(value))
                    return Fault(rule, value);
            }
            return null;
        }

        private static (string Type, object[] Arguments) Fault(ValidationAttribute rule, object? value) =>
            rule switch
            {
                RequiredAttribute => (value is null ? "missing" : "string_too_short", [1]),
                StringLengthAttribute r when value is string s && s.Length < r.MinimumLength => ("string_too_short", [r.MinimumLength]),
                StringLengthAttribute r => ("string_too_long", [r.MaximumLength]),
                MinLengthAttribute r => (value is string ? "string_too_short" : "too_short", [r.Length]),
                MaxLengthAttribute r => (value is string ? "string_too_long" : "too_long", [r.Length]),
                RangeAttribute r when value is not null && Compare(value, r.Minimum) < 0 => ("greater_than_equal", [r.Minimum]),
                RangeAttribute r => ("less_than_equal", [r.Maximum]),
                EmailAddressAttribute => ("email", []),
                PhoneAttribute => ("phone", []),
                UrlAttribute => ("url", []),
                IFieldRule r => (r.Type, []),
                _ => ("value_error", []),
            };

        private static int Compare(object value, object bound) =>
            Convert
                .ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)
                .CompareTo(Convert.ToDouble(bound, System.Globalization.CultureInfo.InvariantCulture));
    }
}

/// <summary>Marks a record that is read from a request body, so that its annotations are checked.</summary>
public interface IRequestBody
{
    /// <summary>What is wrong with fields taken together (one of two is needed, an end before its beginning): name in snake_case and <c>field.*</c> type.</summary>
    IEnumerable<(string Field, string Type)> Faults() => [];
}

/// <summary>A validation attribute of ours: says under which <c>field.*</c> message it is told.</summary>
public interface IFieldRule
{
    /// <summary>The type of the fault.</summary>
    string Type { get; }
}
