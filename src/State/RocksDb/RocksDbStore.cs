using System.Runtime.CompilerServices;
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
    private readonly RocksDbSettings _settings;
    private readonly long _writeBufferBytes;
    private readonly ColumnFamilyOptions _familyOptions;
    private readonly Dictionary<string, ColumnFamilyHandle> _families = new(StringComparer.Ordinal);
    private int _leases = 1;
    private int _cuts;
    private RocksDbCut? _cut;
    private long _writtenSinceCutBytes;
    private bool _isDisposed;

    private RocksDbStore(
        string path, RocksDbSettings settings, Database database, RocksDbMemory memory, long reservedBytes, long writeBufferBytes, ColumnFamilyOptions familyOptions,
        Action<RocksDbStore> closed)
    {
        Path = path;
        Database = database;
        _settings = settings;
        _writeBufferBytes = writeBufferBytes;
        _memory = memory;
        _reservedBytes = reservedBytes;
        _familyOptions = familyOptions;
        _closed = closed;
    }

    public string Path { get; }

    public Database Database { get; private set; }

    /// <summary>Nothing is lost without a log: what counts is in checkpoints.</summary>
    public WriteOptions WithoutLog { get; } = new WriteOptions().DisableWal(1);

    /// <summary>For several changes that go together. Whoever uses it leaves it empty.</summary>
    public WriteBatch Batch { get; } = new();

    public bool IsDisposed => _isDisposed;

    /// <summary>Whether nothing has ever been put into it.</summary>
    public bool IsEmpty => _families.Count == 0;

    /// <param name="closed">Called once, when it is closed.</param>
    public static RocksDbStore Open(string path, RocksDbSettings settings, RocksDbMemory memory, Action<RocksDbStore> closed)
    {
        var writeBufferBytes = memory.Reserve(out var reservedBytes);
        try
        {
            var families = RocksDbOptions.Families(settings.Profile, memory.Cache, writeBufferBytes);
            var database = Database.Open(RocksDbOptions.Database(settings, writeBufferBytes), path, new ColumnFamilies(families));
            return new RocksDbStore(path, settings, database, memory, reservedBytes, writeBufferBytes, families, closed);
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

    /// <param name="name">That it is to have; another one when there is one of that name already.</param>
    /// <param name="created">Its name.</param>
    public ColumnFamilyHandle CreateFamily(string name, out string created)
    {
        created = name;
        for (var number = 2; _families.ContainsKey(created); number++)
        {
            created = $"{name}/{number}";
        }

        try
        {
            var handle = Database.CreateColumnFamily(_familyOptions, created);
            _families.Add(created, handle);
            return handle;
        }
        catch (RocksDbException error)
        {
            throw Failure(name, "added", error);
        }
    }

    public ColumnFamilyHandle FindFamily(string name) => _families[name];

    public void DropFamily(string name)
    {
        Settle();
        try
        {
            Database.DropColumnFamily(name);
            _families.Remove(name);
        }
        catch (RocksDbException error)
        {
            throw Failure(name, "dropped", error);
        }
    }

    /// <summary>Closes the database, which has nothing in it, and empties its folder: for another one.</summary>
    public void Clear()
    {
        Settle();
        _families.Clear();
        Database.Dispose();
        Directory.Delete(Path, recursive: true);
    }

    /// <summary>Opens the database that has come into the folder since <see cref="Clear"/>.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public void Reopen()
    {
        var options = RocksDbOptions.Database(_settings, _writeBufferBytes).SetErrorIfExists(false).SetCreateIfMissing(false);
        if (!Database.TryListColumnFamilies(options, Path, out var names))
        {
            throw new CorruptStateException($"The database that was restored to {Path} does not say what is in it.");
        }

        try
        {
            var families = new ColumnFamilies(_familyOptions);
            var added = names.Where(name => name != ColumnFamilies.DefaultName).ToList();
            added.ForEach(name => families.Add(name, _familyOptions));
            Database = Database.Open(options, Path, families);
            added.ForEach(name => _families.Add(name, Database.GetColumnFamily(name)));
        }
        catch (RocksDbException error)
        {
            throw new IOException($"The database that was restored to {Path} cannot be opened: {error.Message}", error);
        }
    }

    /// <summary>Begins to fix the files as they are with what has been written up to now. Whoever asks disposes it.</summary>
    public RocksDbCut Cut()
    {
        // What is set aside for this one would else be flushed into the files of an earlier one.
        Settle();
        _writtenSinceCutBytes = 0;
        return _cut = new RocksDbCut(this, System.IO.Path.Combine(Path, $"cut-{++_cuts}"), [Database.GetDefaultColumnFamily(), .. _families.Values]);
    }

    /// <summary>Called before something is written: while files are being fixed, no write buffer may be filled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Announce(int bytes)
    {
        if (_cut is not null)
        {
            AnnounceBesideCut(bytes);
        }
    }

    private void AnnounceBesideCut(int bytes)
    {
        // Besides its bytes an entry has a place in the buffer's order; and each family takes memory by the block.
        const int EntryBytes = 96;
        _writtenSinceCutBytes += bytes + EntryBytes;
        if (_cut!.IsOver)
        {
            _cut = null;
        }
        else if (_writtenSinceCutBytes > Math.Min(_writeBufferBytes / 4, (_writeBufferBytes / 2) - ((_families.Count + 1) * RocksDbOptions.ArenaBlockBytes(_writeBufferBytes))))
        {
            Settle();
        }
    }

    private void Settle()
    {
        _cut?.Complete();
        _cut = null;
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
