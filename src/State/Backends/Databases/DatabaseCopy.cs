using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using RocksDbSharp;
using Weir.State.Codecs;
using Weir.State.Keys;
using Weir.State.Storage;
using Database = RocksDbSharp.RocksDb;

namespace Weir.State.Backends.Databases;

/// <summary>A database of a checkpoint, brought into a folder and opened to read what is in it.</summary>
internal sealed class DatabaseCopy : IDisposable
{
    private const int ChunkSize = 64 * 1024;

    private readonly DatabaseStateHandle _handle;
    private readonly Database _database;

    private DatabaseCopy(DatabaseStateHandle handle, Database database, ImmutableArray<DatabaseFamily> families)
    {
        _handle = handle;
        _database = database;
        Families = families;
    }

    public ImmutableArray<DatabaseFamily> Families { get; }

    /// <param name="handle">What is to be read.</param>
    /// <param name="reader">Reads its files.</param>
    /// <param name="folder">For the files; it is not there yet, and the caller's to delete.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RocksDbUnavailableException">There is no library.</exception>
    /// <exception cref="CorruptStateException">A file is not what was written.</exception>
    public static async Task<DatabaseCopy> OpenAsync(DatabaseStateHandle handle, ICheckpointReader reader, string folder, CancellationToken cancellationToken)
    {
        var families = DatabaseFamily.Read(handle);
        var options = DatabaseLibrary.Use($"The state of the key groups {handle.KeyGroups} is in files of RocksDB", () => new DbOptions().SetInfoLogLevel(DatabaseLibrary.NoLog));
        await DatabaseFiles.FetchAsync(handle.Database, reader, folder, cancellationToken).ConfigureAwait(false);
        try
        {
            var opened = new ColumnFamilies();
            foreach (var family in families)
            {
                opened.Add(family.Name, new ColumnFamilyOptions());
            }

            return new DatabaseCopy(handle, Database.OpenReadOnly(options, folder, opened, errIfLogFileExists: false), families);
        }
        catch (RocksDbException error)
        {
            throw Failure(handle, error);
        }
    }

    /// <summary>From where to read a family; it is at the first of some key groups.</summary>
    public Iterator Read(DatabaseFamily family, int firstGroup)
    {
        var iterator = _database.NewIterator(_database.GetColumnFamily(family.Name), new ReadOptions().SetFillCache(false));
        return iterator.Seek([(byte)(firstGroup >> 8), (byte)firstGroup]);
    }

    /// <summary>An iterator that has come to its end may have been ended by an error.</summary>
    /// <exception cref="CorruptStateException">It was.</exception>
    public void Check(Iterator iterator)
    {
        try
        {
            if (!iterator.Valid())
            {
                Native.Instance.rocksdb_iter_get_error(iterator.Handle);
            }
        }
        catch (RocksDbException error)
        {
            throw Failure(_handle, error);
        }
    }

    /// <summary>What is in it of some key groups, group by group.</summary>
    public IEnumerable<RestoredChunk> Chunks(KeyGroupRange wanted) => Chunks(Families, wanted);

    /// <summary>The same of one family.</summary>
    public IEnumerable<RestoredChunk> Chunks(DatabaseFamily family, KeyGroupRange wanted) => Chunks([family], wanted);

    private IEnumerable<RestoredChunk> Chunks(ImmutableArray<DatabaseFamily> families, KeyGroupRange wanted)
    {
        wanted = wanted.Intersect(_handle.KeyGroups);
        var sources = families.Select(family => (Family: family, Iterator: Read(family, wanted.Start), Entries: new DatabaseEntries(family.States[0]))).ToList();
        try
        {
            for (var group = wanted.Start; group < wanted.End; group++)
            {
                foreach (var (family, iterator, entries) in sources)
                {
                    while (DatabaseEntries.IsIn(iterator, group))
                    {
                        yield return family.Content == DatabaseContent.Entries ? Next(entries, iterator, group) : Next(family, iterator);
                    }

                    Check(iterator);
                }
            }
        }
        finally
        {
            sources.ForEach(source => source.Iterator.Dispose());
        }
    }

    /// <summary>The same, of a database that is brought into a folder for that alone.</summary>
    public static async IAsyncEnumerable<RestoredChunk> ReadAsync(
        DatabaseStateHandle handle, KeyGroupRange wanted, ICheckpointReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (handle.KeyGroups.Intersect(wanted).IsEmpty)
        {
            yield break;
        }

        using var folder = DatabaseCopyFolder.Make();
        using var copy = await OpenAsync(handle, reader, folder.Path, cancellationToken).ConfigureAwait(false);
        foreach (var chunk in copy.Chunks(wanted))
        {
            yield return chunk;
        }
    }

    public void Dispose() => _database.Dispose();

    private static RestoredChunk Next(DatabaseEntries entries, Iterator iterator, int group)
    {
        var writer = new StateWriter(ChunkSize);
        var count = entries.Write(iterator, group, ChunkSize, writer);
        return new RestoredChunk(entries.State, group, count, writer.ToArray());
    }

    private static RestoredChunk Next(DatabaseFamily family, Iterator iterator)
    {
        var chunk = DatabaseChunk.Read(iterator.GetKeySpan(), iterator.Value(), family.States);
        iterator.Next();
        return chunk;
    }

    private static CorruptStateException Failure(DatabaseStateHandle handle, RocksDbException error) =>
        new($"The state of the key groups {handle.KeyGroups} cannot be read from its database: {error.Message}", error);
}
