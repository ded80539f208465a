using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Aldrava.Platform.Data;

/// <summary>
/// The database connection of one scope (a request, one run of a worker). All modules' contexts of the scope share it, so that one transaction can
/// span modules without their knowing of each other.
/// </summary>
public sealed class DbSession(NpgsqlDataSource dataSource) : IAsyncDisposable
{
    private const string Mark = "save";
    private readonly List<DbContext> _contexts = [];
    private readonly List<Action> _afterCommit = [];

    /// <summary>The scope's connection; opened on demand.</summary>
    public NpgsqlConnection Connection { get; } = dataSource.CreateConnection();

    /// <summary>The transaction that is open, if one is.</summary>
    public NpgsqlTransaction? Transaction { get; private set; }

    /// <summary>Opens a transaction for everything this scope does until <see cref="UnitOfWork.CommitAsync"/>. Inside another one it joins that.</summary>
    public async Task<UnitOfWork> BeginAsync(CancellationToken ct)
    {
        if (Transaction is not null)
            return new UnitOfWork(this, owns: false);

        if (Connection.State != System.Data.ConnectionState.Open)
            await Connection.OpenAsync(ct);
        Transaction = await Connection.BeginTransactionAsync(ct);
        foreach (var context in _contexts)
            await context.Database.UseTransactionAsync(Transaction, ct);
        return new UnitOfWork(this, owns: true);
    }

    /// <summary>Opens the connection, if nobody has, for what is asked without EF Core; disposing of the answer closes it again.</summary>
    public async Task<IAsyncDisposable?> OpenAsync(CancellationToken ct)
    {
        if (Connection.State == System.Data.ConnectionState.Open)
            return null;
        await Connection.OpenAsync(ct);
        return new Opened(Connection);
    }

    /// <summary>Runs <paramref name="action"/> once what is written now can be seen by others; never when it is rolled back.</summary>
    public void AfterCommit(Action action)
    {
        if (Transaction is null)
            action();
        else
            _afterCommit.Add(action);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Transaction is not null)
            await Transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }

    internal void Enlist(DbContext context)
    {
        _contexts.Add(context);
        context.Database.SetDbConnection(Connection);
        // A savepoint round every save costs two round trips; SaveAsync and InsertAsync, after which work goes on, make their own.
        context.Database.AutoSavepointsEnabled = false;
        if (Transaction is not null)
            context.Database.UseTransaction(Transaction);
    }

    internal void ForgetAfterCommit() => _afterCommit.Clear();

    /// <summary>Marks the place in the open transaction, if there is one, that a refused save goes back to. Travels with the next statement.</summary>
    internal Task MarkAsync(CancellationToken ct) => Transaction?.SaveAsync(Mark, ct) ?? Task.CompletedTask;

    internal Task BackToMarkAsync(CancellationToken ct) => Transaction?.RollbackAsync(Mark, ct) ?? Task.CompletedTask;

    internal async Task EndAsync(bool commit, NpgsqlBatchCommand? last, CancellationToken ct)
    {
        var transaction = Transaction!;
        try
        {
            if (commit && last is not null)
                await ExecuteAndCommitAsync(last, ct);
            else if (commit)
                await transaction.CommitAsync(ct);
        }
        finally
        {
            Transaction = null;
            foreach (var context in _contexts)
                await context.Database.UseTransactionAsync(null, CancellationToken.None);
            await transaction.DisposeAsync();
            await Connection.CloseAsync();
        }
        Action[] actions = commit ? [.. _afterCommit] : [];
        _afterCommit.Clear();
        foreach (var action in actions)
            action();
    }

    private async Task ExecuteAndCommitAsync(NpgsqlBatchCommand last, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(Connection, Transaction) { BatchCommands = { last, new NpgsqlBatchCommand("commit") } };
        await batch.ExecuteNonQueryAsync(ct);
    }

    private sealed class Opened(NpgsqlConnection connection) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => new(connection.CloseAsync());
    }
}

/// <summary>A transaction over all modules of a scope. Disposed without <see cref="CommitAsync"/> it is rolled back.</summary>
public sealed class UnitOfWork : IAsyncDisposable
{
    private readonly DbSession _session;
    private readonly bool _owns;
    private bool _ended;

    internal UnitOfWork(DbSession session, bool owns) => (_session, _owns) = (session, owns);

    /// <summary>Commits, unless this only joined an outer transaction, which then decides.</summary>
    public Task CommitAsync(CancellationToken ct) => CommitWithAsync(last: null, ct);

    /// <summary>Executes one last statement and commits, in one round trip.</summary>
    internal async Task CommitWithAsync(NpgsqlBatchCommand? last, CancellationToken ct)
    {
        if (last is not null && !_owns)
            throw new InvalidOperationException("Only who began the transaction can end it.");
        var decides = _owns && !_ended;
        // Before it is tried: a commit that fails, or whose caller went away, has ended the transaction as well.
        _ended = true;
        if (decides)
            await _session.EndAsync(commit: true, last, ct);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_owns && !_ended)
            await _session.EndAsync(commit: false, last: null, CancellationToken.None);
        _ended = true;
    }
}
