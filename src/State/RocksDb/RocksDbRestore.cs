using RocksDbSharp;
using Weir.State.Backends;
using Weir.State.Backends.Databases;
using Weir.State.Keys;
using Weir.State.Storage;

namespace Weir.State.RocksDb;

/// <summary>
/// Brings restored state into a backend's database. Of databases, the one with the most of the backend's key groups becomes the
/// backend's own, less what is of other key groups; what the others have of them is copied. What other backends have written is put in.
/// </summary>
internal sealed class RocksDbRestore(
    RocksDbStore store, KeyGroupRange keyGroups, Func<string, RocksDbState?> states, RocksDbDormant dormant, RocksDbUnclaimed unclaimed)
{
    private const int BatchBytes = 256 * 1024;

    /// <returns>The handle whose files are the backend's now; null: none.</returns>
    public async Task<DatabaseStateHandle?> RestoreAsync(IReadOnlyList<KeyedStateHandle> handles, ICheckpointReader reader, CancellationToken cancellationToken)
    {
        var alone = handles.OfType<DatabaseStateHandle>()
            .Where(handle => handles.All(other => ReferenceEquals(other, handle) || Own(other).Intersect(handle.KeyGroups).IsEmpty)).ToHashSet(ReferenceEqualityComparer.Instance);
        var whole = store.IsEmpty ? alone.Cast<DatabaseStateHandle>().MaxBy(handle => Own(handle).Count) : null;
        if (whole is not null)
        {
            await TakeAsync(whole, reader, cancellationToken).ConfigureAwait(false);
        }

        for (var i = 0; i < handles.Count; i++)
        {
            if (handles[i] is DatabaseStateHandle database && alone.Contains(database))
            {
                if (!ReferenceEquals(database, whole))
                {
                    await CopyAsync(database, reader, cancellationToken).ConfigureAwait(false);
                }

                continue;
            }

            var isOver = handles.Take(i).Any(below => !Own(below).Intersect(handles[i].KeyGroups).IsEmpty);
            var first = new Dictionary<(string State, int Group), StoredState>();
            await foreach (var chunk in KeyedStateFormat.ReadAsync(handles[i], keyGroups, reader, cancellationToken).ConfigureAwait(false))
            {
                // Of one file all chunks of a state have each key once, unless it has layers whose schemas differ.
                first.TryAdd((chunk.State.Name, chunk.KeyGroup), chunk.State);
                Put(chunk with { IsOver = chunk.IsOver || isOver || !ReferenceEquals(first[(chunk.State.Name, chunk.KeyGroup)], chunk.State) });
            }
        }

        return whole;
    }

    private KeyGroupRange Own(KeyedStateHandle handle) => handle.KeyGroups.Intersect(keyGroups);

    private async Task TakeAsync(DatabaseStateHandle handle, ICheckpointReader reader, CancellationToken cancellationToken)
    {
        var families = DatabaseFamily.Read(handle);
        store.Clear();
        await DatabaseFiles.FetchAsync(handle.Database, reader, store.Path, cancellationToken).ConfigureAwait(false);
        store.Reopen();
        foreach (var family in families)
        {
            Clip(family.Name, handle.KeyGroups);
            if (family.Content != DatabaseContent.Entries)
            {
                unclaimed.Attach(family);
                continue;
            }

            dormant.Attach(family);
            if (states(family.States[0].Name) is { } state)
            {
                dormant.Claim(state);
            }
        }
    }

    private void Clip(string family, KeyGroupRange stored)
    {
        if (stored.Start < keyGroups.Start)
        {
            Clip(family, 0, keyGroups.Start);
        }

        if (stored.End > keyGroups.End)
        {
            // No group is the last number that there could be.
            Clip(family, keyGroups.End, ushort.MaxValue);
        }
    }

    private void Clip(string family, int from, int to)
    {
        var handle = store.FindFamily(family);
        var (start, limit) = (KeyOf(from), KeyOf(to));
        store.Batch.DeleteRange(start, DatabaseKey.GroupSize, limit, DatabaseKey.GroupSize, handle);
        store.WriteBatch(family);
        try
        {
            // Else they would be in every checkpoint, until they are merged with others.
            Native.Instance.rocksdb_delete_file_in_range_cf(store.Database.Handle, handle.Handle, start, DatabaseKey.GroupSize, limit, DatabaseKey.GroupSize);
        }
        catch (RocksDbException error)
        {
            throw store.Failure(family, "clipped", error);
        }
    }

    private async Task CopyAsync(DatabaseStateHandle handle, ICheckpointReader reader, CancellationToken cancellationToken)
    {
        var folder = $"{store.Path}-from-{handle.KeyGroups.Start}";
        try
        {
            using var copy = await DatabaseCopy.OpenAsync(handle, reader, folder, cancellationToken).ConfigureAwait(false);
            foreach (var family in copy.Families)
            {
                if (family.Content == DatabaseContent.Entries && Target(family.States[0]) is { } target)
                {
                    Copy(copy, family, Own(handle), target, cancellationToken);
                    continue;
                }

                foreach (var chunk in copy.Chunks(family, keyGroups))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Put(chunk);
                }
            }
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>The family of a state that is written in the same way; null: there is none.</summary>
    private RocksDbFamily? Target(StoredState stored) =>
        states(stored.Name) is not { } state ? dormant.FamilyFor(stored)
        : state.Stored.Equals(stored) ? state.Family
        : null;

    private void Copy(DatabaseCopy copy, DatabaseFamily family, KeyGroupRange groups, RocksDbFamily target, CancellationToken cancellationToken)
    {
        using var iterator = copy.Read(family, groups.Start);
        var bytes = 0;
        for (; iterator.Valid() && DatabaseKey.GroupOf(iterator.GetKeySpan()) < groups.End; iterator.Next())
        {
            bytes += iterator.GetKeySpan().Length + iterator.GetValueSpan().Length;
            target.PutLater(iterator.GetKeySpan(), iterator.GetValueSpan());
            if (bytes > BatchBytes)
            {
                cancellationToken.ThrowIfCancellationRequested();
                target.WriteBatch();
                bytes = 0;
            }
        }

        copy.Check(iterator);
        target.WriteBatch();
        states(family.States[0].Name)?.Forget();
    }

    private void Put(RestoredChunk chunk)
    {
        if (states(chunk.State.Name) is { } state)
        {
            state.Restore(chunk);
        }
        else
        {
            unclaimed.Add(chunk);
        }
    }

    private static byte[] KeyOf(int group) => [(byte)(group >> 8), (byte)group];
}
