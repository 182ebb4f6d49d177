using Weir.State.Backends;
using Weir.State.Backends.Databases;
using Weir.State.Storage.Files;
using Weir.State.Storage.Local;

namespace Weir.State.RocksDb;

/// <summary>
/// What the databases of a process share: the library, the memory, a folder of its own. Nothing is loaded or made before the first
/// database is opened. Thread-safe.
/// </summary>
/// <param name="settings">Of the node.</param>
/// <param name="warn">Takes what people should know.</param>
internal sealed class RocksDbNode(RocksDbSettings settings, Action<string> warn) : IDisposable
{
    // Where the stand-in looks for the name of a file to load.
    private const string LibraryName = "RocksDbSharp.NativeLibrary";

    private readonly Lock _gate = new();
    private readonly HashSet<RocksDbStore> _open = [];
    private RocksDbMemory? _memory;
    private LocalStateFolder? _folder;
    private long _opened;
    private bool _isDisposed;

    public RocksDbSettings Settings => settings;

    /// <summary>The memory of all databases; null before the first is opened.</summary>
    public RocksDbMemory? Memory
    {
        get
        {
            lock (_gate)
            {
                return _memory;
            }
        }
    }

    /// <summary>What the databases have of the memory now; null before the first is opened.</summary>
    public RocksDbUsage? Usage
    {
        get
        {
            if (Memory is not { } memory)
            {
                return null;
            }

            var stores = Stores();
            return new RocksDbUsage(
                stores.Length,
                memory.BudgetBytes,
                memory.UsedByCacheBytes,
                stores.Sum(store => store.Measure(RocksDbProperty.WriteBufferBytes).Sum(found => found.Value)),
                stores.Sum(store => store.Measure(RocksDbProperty.TableReaderBytes).Sum(found => found.Value)));
        }
    }

    /// <summary>A property of each column family of each database that is open.</summary>
    public IEnumerable<(RocksDbStore Store, string Family, long Value)> Measure(RocksDbProperty property) =>
        Stores().SelectMany(store => store.Measure(property).Select(found => (store, found.Family, found.Value)));

    /// <summary>A backend with a database of its own, which is empty.</summary>
    /// <param name="name">Whose, for people who look at the folder.</param>
    /// <param name="tags">What names it in metrics.</param>
    /// <exception cref="RocksDbUnavailableException">There is no library.</exception>
    /// <exception cref="IOException">The database cannot be made.</exception>
    public RocksDbStateBackend<TKey> OpenBackend<TKey>(
        KeyedBackendContext<TKey> context, string name, IReadOnlyList<KeyValuePair<string, object?>>? tags = null) => new(context, OpenStore(name, tags));

    /// <summary>Deletes what processes that were killed have left.</summary>
    public Task SweepAsync() => Task.Run(() =>
    {
        try
        {
            LocalStateFolder.Sweep(settings.Directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            warn($"What earlier processes have left in {settings.Directory} cannot be removed: {error.Message}");
        }
    });

    /// <summary>Deletes the folder, as soon as no database is open any more. It can be used again.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
        }

        DeleteFolder();
    }

    private RocksDbStore[] Stores()
    {
        lock (_gate)
        {
            return [.. _open];
        }
    }

    private void DeleteFolder()
    {
        LocalStateFolder? folder;
        lock (_gate)
        {
            if (!_isDisposed || _open.Count > 0)
            {
                return;
            }

            (folder, _folder) = (_folder, null);
        }

        try
        {
            folder?.Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            warn($"{folder!.Path} cannot be removed, and is by the next process that uses {settings.Directory}: {error.Message}");
        }
    }

    private RocksDbStore OpenStore(string name, IReadOnlyList<KeyValuePair<string, object?>>? tags)
    {
        lock (_gate)
        {
            _memory ??= Load();
            var root = (_folder ??= LocalStateFolder.Claim(settings.Directory)).Path;
            var path = Path.Combine(root, $"{++_opened}-{NameOf(name)}");
            var store = OpenStore(path, _memory, tags ?? []);
            _open.Add(store);
            _isDisposed = false;
            return store;
        }
    }

    private RocksDbStore OpenStore(string path, RocksDbMemory memory, IReadOnlyList<KeyValuePair<string, object?>> tags)
    {
        try
        {
            return RocksDbStore.Open(path, settings, memory, tags, Closed);
        }
        catch
        {
            // A disk without room for it may be tried many times.
            DeleteDatabase(path);
            throw;
        }
    }

    private void DeleteDatabase(string path)
    {
        try
        {
            SharedFolder.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            warn($"{path} cannot be removed before the process ends: {error.Message}");
        }
    }

    private void Closed(RocksDbStore store)
    {
        DeleteDatabase(store.Path);
        lock (_gate)
        {
            _open.Remove(store);
        }

        DeleteFolder();
    }

    private RocksDbMemory Load()
    {
        if (settings.Library is { } library)
        {
            AppContext.SetData(LibraryName, library);
        }

        return DatabaseLibrary.Use("State is to be kept in RocksDB (weir.state.backend = rocksdb)", () => new RocksDbMemory(settings));
    }

    private static string NameOf(string name) =>
        new([.. name.Take(40).Select(character => char.IsAsciiLetterOrDigit(character) || character is '-' ? character : '_')]);
}
