using RocksDbSharp;
using Database = RocksDbSharp.RocksDb;

namespace Weir.State.RocksDb;

/// <summary>
/// One database. Whoever reads it from another thread holds a lease, and it is closed when the last one is given back: the library does
/// not forgive being used afterwards.
/// </summary>
internal sealed class RocksDbStore : IDisposable
{
    private readonly Lock _gate = new();
    private readonly RocksDbMemory _memory;
    private readonly long _reservedBytes;
    private readonly Action<RocksDbStore> _closed;
    private readonly ColumnFamilyOptions _familyOptions;
    private int _leases = 1;
    private bool _isDisposed;

    private RocksDbStore(string path, Database database, RocksDbMemory memory, long reservedBytes, ColumnFamilyOptions familyOptions, Action<RocksDbStore> closed)
    {
        Path = path;
        Database = database;
        _memory = memory;
        _reservedBytes = reservedBytes;
        _familyOptions = familyOptions;
        _closed = closed;
    }

    public string Path { get; }

    public Database Database { get; }

    /// <summary>Nothing is lost without a log: what counts is in checkpoints.</summary>
    public WriteOptions WithoutLog { get; } = new WriteOptions().DisableWal(1);

    /// <summary>For several changes that go together. Whoever uses it leaves it empty.</summary>
    public WriteBatch Batch { get; } = new();

    public bool IsDisposed => _isDisposed;

    /// <param name="closed">Called once, when it is closed.</param>
    public static RocksDbStore Open(string path, RocksDbSettings settings, RocksDbMemory memory, Action<RocksDbStore> closed)
    {
        var writeBufferBytes = memory.Reserve(out var reservedBytes);
        try
        {
            var families = RocksDbOptions.Families(settings.Profile, memory.Cache, writeBufferBytes);
            var database = Database.Open(RocksDbOptions.Database(settings, writeBufferBytes), path, new ColumnFamilies(families));
            return new RocksDbStore(path, database, memory, reservedBytes, families, closed);
        }
        catch (Exception error)
        {
            memory.Release(reservedBytes);
            if (error is RocksDbException)
            {
                throw new IOException($"No database for state can be made at {path}: {error.Message}", error);
            }

            throw;
        }
    }

    /// <summary>Keeps the database open until <see cref="Return"/>.</summary>
    public void Lease()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_leases == 0, this);
            _leases++;
        }
    }

    public void Return()
    {
        lock (_gate)
        {
            if (--_leases > 0)
            {
                return;
            }
        }

        Batch.Dispose();
        Database.Dispose();
        _memory.Release(_reservedBytes);
        _closed(this);
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            Return();
        }
    }

    public ColumnFamilyHandle CreateFamily(string name)
    {
        try
        {
            return Database.CreateColumnFamily(_familyOptions, name);
        }
        catch (RocksDbException error)
        {
            throw Failure(name, "added", error);
        }
    }

    /// <summary>Writes <see cref="Batch"/> and empties it.</summary>
    /// <param name="name">The state's, for errors.</param>
    public void WriteBatch(string name)
    {
        try
        {
            Database.Write(Batch, WithoutLog);
        }
        catch (RocksDbException error)
        {
            throw Failure(name, "written", error);
        }
        finally
        {
            Batch.Clear();
        }
    }

    public IOException Failure(string state, string what, RocksDbException error) =>
        new($"State '{state}' cannot be {what} in the database at {Path}: {error.Message}", error);
}
