using Npgsql;

namespace Weir.Journals.PostgreSql;

/// <summary>
/// The connections of one plug-in. Settings are read, and tables are made, when it is used first: what is wrong with them then fails
/// the recovery of an actor with a clear cause.
/// </summary>
internal sealed class Database(Func<DatabaseSettings> readSettings) : IAsyncDisposable
{
    private readonly Lazy<DatabaseSettings> _settings = new(readSettings);
    private readonly SemaphoreSlim _opening = new(1, 1);
    private NpgsqlDataSource? _source;
    private bool _hasTables;

    public DatabaseSettings Settings => _settings.Value;

    public string Schema => Settings.Schema;

    /// <param name="action">For errors: what is being done.</param>
    public async Task<T> RunAsync<T>(string action, Func<NpgsqlConnection, Task<T>> step)
    {
        var settings = Settings;
        try
        {
            var connection = await OpenAsync(settings).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                return await step(connection).ConfigureAwait(false);
            }
        }
        catch (NpgsqlException exception)
        {
            throw DatabaseException.Of(action, settings, exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _opening.Dispose();
        if (_source is not null)
        {
            await _source.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(DatabaseSettings settings)
    {
        if (!Volatile.Read(ref _hasTables))
        {
            await PrepareAsync(settings).ConfigureAwait(false);
        }

        return await _source!.OpenConnectionAsync().ConfigureAwait(false);
    }

    private async Task PrepareAsync(DatabaseSettings settings)
    {
        await _opening.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_hasTables)
            {
                return;
            }

            _source ??= NpgsqlDataSource.Create(settings.ConnectionString);
            var connection = await _source.OpenConnectionAsync().ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                await Tables.CreateAsync(connection, settings.Schema).ConfigureAwait(false);
            }

            Volatile.Write(ref _hasTables, true);
        }
        finally
        {
            _opening.Release();
        }
    }
}
