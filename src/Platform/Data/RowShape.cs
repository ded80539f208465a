using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using Npgsql;

namespace Aldrava.Platform.Data;

/// <summary>
/// Reads rows into a record without EF Core: one column for each parameter of its constructor, by its name in snake_case or as said otherwise;
/// what is neither number, text, time nor enum is read from JSON. The record stays the one description of what clients see; a parameter more is a column more.
/// </summary>
public sealed class RowShape<T>
{
    private readonly Func<NpgsqlDataReader, T> _read;

    /// <summary>Describes the columns.</summary>
    /// <param name="alias">The table's, put before every column that is not named in <paramref name="others"/>.</param>
    /// <param name="others">SQL of what is no plain column, by the parameter's name.</param>
    public RowShape(string alias, params (string Parameter, string Sql)[] others)
    {
        var constructor = typeof(T).GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        var parameters = constructor.GetParameters();
        if (others.FirstOrDefault(o => !Array.Exists(parameters, p => p.Name == o.Parameter)) is { Parameter: { } unknown })
            throw new ArgumentException($"{typeof(T).Name} has no {unknown}.", nameof(others));
        var sql = others.ToDictionary(o => o.Parameter, o => o.Sql, StringComparer.Ordinal);
        Columns = string.Join(
            ", ",
            parameters.Select(p => sql.GetValueOrDefault(p.Name!) ?? $"{alias}.{JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name!)}")
        );
        var reader = Expression.Parameter(typeof(NpgsqlDataReader));
        _read = Expression.Lambda<Func<NpgsqlDataReader, T>>(Expression.New(constructor, parameters.Select((p, i) => Column(reader, p, i))), reader).Compile();
    }

    /// <summary>What to select.</summary>
    public string Columns { get; }

    /// <summary>Reads all that is left of a result.</summary>
    public async Task<List<T>> ReadAllAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
            rows.Add(_read(reader));
        return rows;
    }

    private static Expression Column(ParameterExpression reader, ParameterInfo parameter, int ordinal)
    {
        var type = parameter.ParameterType;
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        Expression value = Expression.Call(Reading(plain), reader, Expression.Constant(ordinal));
        if (type != plain)
            value = Expression.Convert(value, type);
        var mayBeNull = type != plain || (!type.IsValueType && new NullabilityInfoContext().Create(parameter).ReadState != NullabilityState.NotNull);
        return mayBeNull
            ? Expression.Condition(
                Expression.Call(reader, nameof(NpgsqlDataReader.IsDBNull), typeArguments: null, Expression.Constant(ordinal)),
                Expression.Default(type),
                value
            )
            : value;
    }

    private static MethodInfo Reading(Type type) =>
        type.IsEnum ? ReadEnumMethod.MakeGenericMethod(type)
        : type.IsPrimitive || Plain.Contains(type) ? ReadValueMethod.MakeGenericMethod(type)
        : ReadJsonMethod.MakeGenericMethod(type);

    private static readonly Type[] Plain = [typeof(string), typeof(decimal), typeof(Guid), typeof(DateTimeOffset)];
    private static readonly MethodInfo ReadValueMethod = Method(nameof(ReadValue));
    private static readonly MethodInfo ReadEnumMethod = Method(nameof(ReadEnum));
    private static readonly MethodInfo ReadJsonMethod = Method(nameof(ReadJson));

    private static MethodInfo Method(string name) => typeof(RowShape<T>).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    private static TValue ReadValue<TValue>(NpgsqlDataReader reader, int ordinal) => reader.GetFieldValue<TValue>(ordinal);

    private static TEnum ReadEnum<TEnum>(NpgsqlDataReader reader, int ordinal)
        where TEnum : struct, Enum => EnumNames.Read<TEnum>(reader.GetString(ordinal));

    private static TValue ReadJson<TValue>(NpgsqlDataReader reader, int ordinal) =>
        JsonSerializer.Deserialize<TValue>(reader.GetString(ordinal), Http.Json.Options)!;
}
