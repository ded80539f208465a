using Aldrava.Platform.Http;

namespace Aldrava.Accounts;

/// <summary>Either a value or the reason why there is none.</summary>
internal readonly record struct Outcome<T>(T? Value, Error? Error)
    where T : class
{
    public static implicit operator Outcome<T>(T value) => new(value, Error: null);

    public static implicit operator Outcome<T>(Error error) => new(Value: null, error);

    /// <summary>The answer: the error as it is, the value as <paramref name="answer"/> puts it.</summary>
    public IResult Answer(Func<T, IResult> answer) => Error is { } error ? error : answer(Value!);
}
