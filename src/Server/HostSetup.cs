namespace Aldrava.Server;

/// <summary>What a host is built from: the environment for the command line, chosen values for tests.</summary>
internal sealed record HostSetup
{
    /// <summary>Npgsql connection string or <c>postgres://</c> URL.</summary>
    public required string Database { get; init; }

    /// <summary>Where to listen, <c>http://host:port</c>; port 0 takes a free one.</summary>
    public string? Urls { get; init; }

    /// <summary>Settings on top of the environment.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>The routes of another server in this process, set up alike: to compile them takes longer than all the rest of a start.</summary>
    public EndpointDataSource? Routes { get; init; }

    /// <summary>Last changes to the services.</summary>
    public Action<IServiceCollection>? Services { get; init; }
}
