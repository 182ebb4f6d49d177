using System.Globalization;
using RocksDbSharp;
using Weir.State.Storage;

namespace Weir.State.RocksDb;

/// <summary>
/// The files of a database as they are when all that was written before one moment is in them, and nothing that is written later.
/// Beginning it is short: the write buffers are set aside, and flushed while the stream goes on. Until they are, and the files have got
/// second names, no later buffer may be flushed: <see cref="RocksDbStore"/> holds up who would fill one.
/// </summary>
internal sealed class RocksDbCut : IDisposable
{
    private static readonly FlushOptions s_withoutWaiting = new FlushOptions().SetWaitForFlush(false);
    private static readonly FlushOptions s_waiting = new FlushOptions().SetWaitForFlush(true);

    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _givenUp = new();
    private readonly RocksDbStore _store;
    private readonly IReadOnlyList<ColumnFamilyHandle> _families;
    private readonly long _earlierErrors;
    private volatile bool _isOver;
    private Exception? _failure;

    /// <param name="store">On the thread that writes to it.</param>
    /// <param name="folder">For the second names; it is not there yet.</param>
    /// <param name="families">All of the database.</param>
    public RocksDbCut(RocksDbStore store, string folder, IReadOnlyList<ColumnFamilyHandle> families)
    {
        _store = store;
        Folder = folder;
        _families = families;
        store.Lease();
        _earlierErrors = Number("rocksdb.background-errors", families[0]);
        try
        {
            foreach (var family in families)
            {
                Native.Instance.rocksdb_flush_cf(store.Database.Handle, s_withoutWaiting.Handle, family.Handle);
            }
        }
        catch (RocksDbException error)
        {
            store.Return();
            throw store.Failure("all", "flushed", error);
        }
    }

    public string Folder { get; }

    /// <summary>Whether the database may be written to without regard to this.</summary>
    public bool IsOver => _isOver;

    /// <summary>Ends when the files are fixed, or cannot be; that is told by <see cref="Files"/>.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            try
            {
                if (WaitForFlush())
                {
                    using var checkpoint = _store.Database.Checkpoint();

                    // Nothing is flushed for it: that is what has been waited for.
                    checkpoint.Save(Folder, ulong.MaxValue);
                }
            }
            catch (RocksDbException error)
            {
                _failure = new StorageException($"Fix the files of the database at {_store.Path} for a checkpoint: {error.Message}", error);
            }
            finally
            {
                _isOver = true;
            }
        }
    }

    /// <summary>The paths of those that a database can be opened from, after <see cref="Complete"/>.</summary>
    /// <exception cref="StorageException">They could not be fixed.</exception>
    public IReadOnlyList<string> Files()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_givenUp.IsSet, this);
            if (_failure is not null)
            {
                throw _failure;
            }

            // Not the options, which whoever opens it has; and there is nothing in a log.
            return [.. Directory.GetFiles(Folder).Where(path => Path.GetFileName(path) is var name && (name == "CURRENT" || name.StartsWith("MANIFEST-", StringComparison.Ordinal) || IsTable(name)))];
        }
    }

    /// <summary>Whether a file never changes, and may be named by several checkpoints.</summary>
    public static bool IsTable(string name) => name.EndsWith(".sst", StringComparison.Ordinal);

    public void Dispose()
    {
        _givenUp.Set();
        lock (_gate)
        {
            _isOver = true;
            try
            {
                if (Directory.Exists(Folder))
                {
                    Directory.Delete(Folder, recursive: true);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It is within the database's folder, and goes with that, whose owner says so if that cannot be deleted either.
            }
        }

        _givenUp.Dispose();
        _store.Return();
    }

    /// <summary>False when it is given up meanwhile.</summary>
    private bool WaitForFlush()
    {
        // The library calls nobody when a flush ends, so it is asked again and again.
        const int AskEveryMilliseconds = 1;
        do
        {
            if (Number("rocksdb.background-errors", _families[0]) > _earlierErrors)
            {
                // Says what has gone wrong. When it is over already, buffers of later records may have been flushed with the others.
                Native.Instance.rocksdb_flush_cf(_store.Database.Handle, s_waiting.Handle, _families[0].Handle);
                _failure = new StorageException($"Fix the files of the database at {_store.Path} for a checkpoint: a write buffer could not be flushed at first, and may have been with later ones.");
                return false;
            }

            if (_families.All(family => Number("rocksdb.num-immutable-mem-table", family) == 0))
            {
                return true;
            }
        }
        while (!_givenUp.Wait(AskEveryMilliseconds));
        return false;
    }

    private long Number(string property, ColumnFamilyHandle family) => long.Parse(_store.Database.GetProperty(property, family)!, CultureInfo.InvariantCulture);
}
