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
    private readonly Dictionary<string, RocksDbExpiry> _expiries = new(StringComparer.Ordinal);

    // Changed by the thread that writes, and read by those that measure: held for both.
    private readonly Lock _measured = new();
    private readonly Dictionary<string, ColumnFamilyHandle> _families = new(StringComparer.Ordinal);
    private int _leases = 1;
    private int _cuts;
    private RocksDbCut? _cut;
    private long _writtenSinceCutBytes;
    private bool _isDisposed;

    private RocksDbStore(
        string path, RocksDbSettings settings, Database database, RocksDbMemory memory, long reservedBytes, long writeBufferBytes,
        IReadOnlyList<KeyValuePair<string, object?>> tags, Action<RocksDbStore> closed)
    {
        Path = path;
        Database = database;
        _settings = settings;
        _writeBufferBytes = writeBufferBytes;
        _memory = memory;
        _reservedBytes = reservedBytes;
        Tags = tags;
        Buffers = new RocksDbWriteBuffers(this, memory, reservedBytes);
        _closed = closed;
    }

    public string Path { get; }

    public Database Database { get; private set; }

    /// <summary>Nothing is lost without a log: what counts is in checkpoints.</summary>
    public WriteOptions WithoutLog { get; } = new WriteOptions().DisableWal(1);

    /// <summary>For several changes that go together. Whoever uses it leaves it empty.</summary>
    public WriteBatch Batch { get; } = new();

    /// <summary>What is written is counted there.</summary>
    public RocksDbWriteBuffers Buffers { get; }

    /// <summary>What names its operator's subtask in metrics.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Tags { get; }

    /// <summary>By name; for the thread that writes.</summary>
    public IReadOnlyDictionary<string, ColumnFamilyHandle> Families => _families;

    public bool IsDisposed => _isDisposed;

    /// <summary>Called before the library is: using a database that is closed would end the process.</summary>
    /// <exception cref="ObjectDisposedException">It is.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CheckOpen() => ObjectDisposedException.ThrowIf(_isDisposed, this);

    /// <summary>Whether nothing has ever been put into it.</summary>
    public bool IsEmpty => _families.Count == 0;

    /// <param name="tags">What names its operator's subtask in metrics.</param>
    /// <param name="closed">Called once, when it is closed.</param>
    public static RocksDbStore Open(
        string path, RocksDbSettings settings, RocksDbMemory memory, IReadOnlyList<KeyValuePair<string, object?>> tags, Action<RocksDbStore> closed)
    {
        var writeBufferBytes = memory.Reserve(out var reservedBytes);
        try
        {
            var families = RocksDbOptions.Families(settings.Profile, memory.Cache, writeBufferBytes);
            var database = Database.Open(RocksDbOptions.Database(settings, writeBufferBytes), path, new ColumnFamilies(families));
            return new RocksDbStore(path, settings, database, memory, reservedBytes, writeBufferBytes, tags, closed);
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

    /// <summary>A property of each column family; nothing when it is closed. From any thread.</summary>
    public IReadOnlyList<(string Family, long Value)> Measure(RocksDbProperty property)
    {
        if (!TryLease())
        {
            return [];
        }

        try
        {
            lock (_measured)
            {
                return [.. _families.Select(family => (family.Key, Value: property.Read(Database, family.Value))).Where(found => found.Value is not null).Select(found => (found.Key, found.Value!.Value))];
            }
        }
        finally
        {
            Return();
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

        // No compaction runs any more. What it would keep has this.
        foreach (var expiry in _expiries.Values)
        {
            expiry.End();
        }

        Buffers.Release();
        _memory.Release(_reservedBytes);
        _closed(this);
    }

    /// <summary>False: it is closed.</summary>
    private bool TryLease()
    {
        lock (_gate)
        {
            if (_leases == 0)
            {
                return false;
            }

            _leases++;
            return true;
        }
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
        // A family made meanwhile would be in the files, and nobody would know it.
        Settle();
        created = name;
        for (var number = 2; _families.ContainsKey(created); number++)
        {
            created = $"{name}/{number}";
        }

        try
        {
            lock (_measured)
            {
                var handle = Database.CreateColumnFamily(OptionsOf(created), created);
                _families.Add(created, handle);
                return handle;
            }
        }
        catch (RocksDbException error)
        {
            throw Failure(name, "added", error);
        }
    }

    /// <exception cref="CorruptStateException">There is none.</exception>
    public ColumnFamilyHandle FindFamily(string name) => _families.TryGetValue(name, out var family)
        ? family
        : throw new CorruptStateException($"The database at {Path} has no column family '{name}', which its checkpoint names; it has {string.Join(", ", _families.Keys)}.");

    public void DropFamily(string name)
    {
        Settle();
        try
        {
            lock (_measured)
            {
                _families.Remove(name);
                Database.DropColumnFamily(name);
            }
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
        lock (_measured)
        {
            _families.Clear();
            Database.Dispose();
        }

        Directory.Delete(Path, recursive: true);
    }

    /// <summary>Opens the database that has come into the folder since <see cref="Clear"/>.</summary>
    /// <exception cref="CorruptStateException">It cannot be opened.</exception>
    public void Reopen()
    {
        var options = RocksDbOptions.Database(_settings, _writeBufferBytes).SetErrorIfExists(false).SetCreateIfMissing(false);
        if (!Database.TryListColumnFamilies(options, Path, out var names))
        {
            throw new CorruptStateException($"The database that was restored to {Path} does not say what is in it.");
        }

        try
        {
            var families = new ColumnFamilies(RocksDbOptions.Families(_settings.Profile, _memory.Cache, _writeBufferBytes));
            var added = names.Where(name => name != ColumnFamilies.DefaultName).ToList();
            added.ForEach(name => families.Add(name, OptionsOf(name)));
            lock (_measured)
            {
                Database = Database.Open(options, Path, families);
                added.ForEach(name => _families.Add(name, Database.GetColumnFamily(name)));
            }
        }
        catch (RocksDbException error)
        {
            throw new CorruptStateException(
                $"The database that was restored to {Path} cannot be opened: {error.Message}. If a newer version of librocksdb has written it, install that here, or start from a canonical savepoint.",
                error);
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
        // Besides its bytes an entry has a place in the buffer's order; and each family takes memory by the block, beside that for its filter.
        const int EntryBytes = 96;
        _writtenSinceCutBytes += bytes + EntryBytes;
        if (_cut!.IsOver)
        {
            _cut = null;
        }
        else if (_writtenSinceCutBytes > Math.Min(_writeBufferBytes / 4, (_writeBufferBytes / 2) - ((_families.Count + 1) * RocksDbOptions.EmptyBufferBytes(_writeBufferBytes))))
        {
            Settle();
        }
    }

    /// <summary>What compactions of a family drop: nothing, before they are told.</summary>
    public RocksDbExpiry ExpiryOf(string family)
    {
        if (!_expiries.TryGetValue(family, out var expiry))
        {
            _expiries.Add(family, expiry = new RocksDbExpiry());
        }

        return expiry;
    }

    private ColumnFamilyOptions OptionsOf(string family) => RocksDbOptions.Families(_settings.Profile, _memory.Cache, _writeBufferBytes, ExpiryOf(family));

    /// <summary>Sees that files are fixed as they are to be: afterwards buffers can be flushed.</summary>
    public void Settle()
    {
        _cut?.Complete();
        _cut = null;
    }

    /// <summary>Gives up what is in <see cref="Batch"/>, after a failure: there may be none any more.</summary>
    public void ClearBatch()
    {
        if (!_isDisposed)
        {
            Batch.Clear();
        }
    }

    /// <summary>Writes <see cref="Batch"/> and empties it.</summary>
    /// <param name="name">The state's, for errors.</param>
    public void WriteBatch(string name)
    {
        CheckOpen();
        try
        {
            Database.Write(Batch, WithoutLog);
            Buffers.Check();
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
