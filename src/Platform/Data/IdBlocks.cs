using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Aldrava.Platform.Data;

/// <summary>Ids of records that are written without EF Core, from the same sequences in the same blocks (ADR 0009).</summary>
internal sealed class IdBlocks(NpgsqlDataSource dataSource)
{
    private readonly ConcurrentDictionary<string, Block> _blocks = new(StringComparer.Ordinal);

    /// <summary>The next id of a table, as <c>crm.leads</c>.</summary>
    public ValueTask<long> NextAsync(string table, CancellationToken ct) => _blocks.GetOrAdd(table, t => new Block(dataSource, t)).NextAsync(ct);

    [SuppressMessage(
        "Design",
        "CA1001:Types that own disposable fields should be disposable",
        Justification = "Lives as long as the server, and makes no wait handle."
    )]
    private sealed class Block(NpgsqlDataSource dataSource, string table)
    {
        private readonly SemaphoreSlim _fetching = new(1);
        private readonly Lock _taking = new();
        private long _next;
        private long _end;

        public async ValueTask<long> NextAsync(CancellationToken ct)
        {
            while (true)
            {
                if (TryTake(out var id))
                    return id;
                await _fetching.WaitAsync(ct);
                try
                {
                    // Somebody may have fetched while this one waited.
                    if (TryTake(out id))
                        return id;
                    await FetchAsync(ct);
                }
                finally
                {
                    _fetching.Release();
                }
            }
        }

        private bool TryTake(out long id)
        {
            lock (_taking)
            {
                id = _next;
                if (_next >= _end)
                    return false;
                _next++;
                return true;
            }
        }

        [SuppressMessage("Security", "CA2100:Review SQL queries for security vulnerabilities", Justification = "Names of our own tables.")]
        private async Task FetchAsync(CancellationToken ct)
        {
            await using var command = dataSource.CreateCommand($"select nextval('{table}_id_seq')");
            var first = (long)(await command.ExecuteScalarAsync(ct))!;
            lock (_taking)
                (_next, _end) = (first, first + HiLo.BlockSize);
        }
    }
}
