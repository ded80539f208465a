using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Aldrava.Platform.Http;

/// <summary>
/// A field of a body that changes a record: absent it leaves the record as it is, <c>null</c> clears it. Annotations on it apply to the value.
/// </summary>
/// <typeparam name="T">What it holds; nullable when it can be cleared.</typeparam>
[JsonConverter(typeof(OptionalConverter))]
[StructLayout(LayoutKind.Auto)]
public readonly record struct Optional<T> : IOptional
{
    private readonly T _value;

    /// <summary>A field that was sent.</summary>
    public Optional(T value) => (IsGiven, _value) = (true, value);

    /// <inheritdoc />
    public bool IsGiven { get; }

    object? IOptional.Value => _value;

    /// <summary>What was sent, or what stands there already.</summary>
    public T Or(T current) => IsGiven ? _value : current;

    /// <summary>What was sent, if anything was.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        value = _value;
        return IsGiven;
    }

    /// <summary>A value where an optional field is wanted.</summary>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "The constructor is the alternative")]
    public static implicit operator Optional<T>(T value) => new(value);
}

/// <summary>An <see cref="Optional{T}"/> of any type.</summary>
internal interface IOptional
{
    /// <summary>Whether the field was sent.</summary>
    bool IsGiven { get; }

    /// <summary>What was sent.</summary>
    object? Value { get; }
}

/// <summary>Reads and writes <see cref="Optional{T}"/> as what it holds; an absent one should be left out when written.</summary>
internal sealed class OptionalConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Optional<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert.GenericTypeArguments[0]))!;

    private sealed class Converter<T> : JsonConverter<Optional<T>>
    {
        public override bool HandleNull => true;

        public override Optional<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.Null)
                return default(T) is null ? new Optional<T>(default!) : throw new JsonException();
            // Not JsonSerializer.Deserialize: a fault must tell its path from the beginning of the body.
            return new Optional<T>(((JsonConverter<T>)options.GetConverter(typeof(T))).Read(ref reader, typeof(T), options)!);
        }

        public override void Write(Utf8JsonWriter writer, Optional<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Or(default!), options);
    }
}

internal static class OptionalFields
{
    /// <summary>
    /// Lets a record with such fields be made empty and filled by its properties. Made by its constructor, the framework's description of it would write
    /// down the default of each parameter, and fails over the default of a struct.
    /// </summary>
    public static void ReadByProperties(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || !type.Properties.Any(p => p.PropertyType.IsAssignableTo(typeof(IOptional))))
            return;
        var constructor = type.Type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        var defaults = constructor.GetParameters().Select(DefaultOf).ToArray();
        type.CreateObject = () => constructor.Invoke(defaults);
    }

    private static object? DefaultOf(ParameterInfo parameter) =>
        parameter is { HasDefaultValue: true, DefaultValue: { } value } ? value
        : parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType)
        : null;
}
