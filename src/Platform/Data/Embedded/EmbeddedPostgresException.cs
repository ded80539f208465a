namespace Aldrava.Platform.Data.Embedded;

/// <summary>The embedded PostgreSQL could not be started. The message tells an operator what to do about it.</summary>
public sealed class EmbeddedPostgresException : Exception
{
    /// <summary>An exception without a message.</summary>
    public EmbeddedPostgresException() { }

    /// <summary>An exception whose message tells what to do.</summary>
    public EmbeddedPostgresException(string message)
        : base(message) { }

    /// <summary>An exception whose message tells what to do, with its cause.</summary>
    public EmbeddedPostgresException(string message, Exception innerException)
        : base(message, innerException) { }
}
