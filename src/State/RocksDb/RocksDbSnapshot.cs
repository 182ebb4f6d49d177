using System.Collections.Immutable;
using RocksDbSharp;
using Weir.State.Backends;
using Weir.State.Backends.Databases;
using Weir.State.Codecs;
using Weir.State.Keys;
using Weir.State.Storage;

namespace Weir.State.RocksDb;

/// <summary>
/// A snapshot of a database in the form that all backends read. Iterators made while the stream waits fix what is in it; the files that
/// they need stay until it is written.
/// </summary>
internal sealed class RocksDbSnapshot : KeyedSnapshot
{
    private const int ChunkSize = 64 * 1024;
    private const int FlushSize = 256 * 1024;

    private const int Idle = 0;
    private const int Writing = 1;
    private const int Released = 2;

    private readonly KeyGroupRange _keyGroups;
    private readonly RocksDbStore _store;
    private readonly ImmutableArray<(DatabaseEntries Entries, RocksDbFamily Family, Iterator? Iterator)> _live;
    private readonly ImmutableArray<(ImmutableArray<StoredState> States, RocksDbFamily Family, Iterator? Iterator)> _unclaimed;
    private readonly ImmutableArray<StoredState> _unclaimedStates;
    private readonly bool _hasLayers;
    private readonly SnapshotCleanUp _cleanUp;
    private int _phase;

    public RocksDbSnapshot(
        long checkpointId,
        KeyGroupRange keyGroups,
        RocksDbStore store,
        IReadOnlyList<(StoredState Stored, RocksDbFamily Family)> states,
        RocksDbUnclaimed unclaimed,
        SnapshotCleanUp cleanUp)
    {
        _cleanUp = cleanUp;
        CheckpointId = checkpointId;
        _keyGroups = keyGroups;
        _store = store;
        store.Lease();
        var options = new ReadOptions().SetFillCache(false);
        _live = [.. states.Select(state => (new DatabaseEntries(state.Stored), state.Family, Open(state.Family, options)))];
        _unclaimed = [.. unclaimed.Families.Select(family => (family.States.ToImmutableArray(), family.Chunks, Open(family.Chunks, options)))];
        _unclaimedStates = [.. _unclaimed.SelectMany(family => family.States)];
        _hasLayers = unclaimed.HasLayers;
    }

    public override long CheckpointId { get; }

    public override async Task<ImmutableArray<KeyedStateHandle>> WriteAsync(ICheckpointWriter writer, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var before = Interlocked.CompareExchange(ref _phase, Writing, Idle);
        if (before != Idle)
        {
            throw new InvalidOperationException($"The keyed state of '{name}' for checkpoint {CheckpointId} is {(before == Writing ? "written" : "given up")} already.");
        }

        try
        {
            if (IsEmpty())
            {
                return [];
            }

            var stream = writer.Create(name);
            await using (stream.ConfigureAwait(false))
            {
                var offsets = await WriteAsync(stream, cancellationToken).ConfigureAwait(false);
                return [new GroupedStateHandle(await stream.CloseAsync(cancellationToken).ConfigureAwait(false), _keyGroups, offsets)];
            }
        }
        finally
        {
            Release();
        }
    }

    protected override void Dispose(bool disposing)
    {
        // While it is being written, that gives it up when it ends.
        if (Interlocked.CompareExchange(ref _phase, Released, Idle) == Idle)
        {
            Release();
        }
    }

    private static Iterator? Open(RocksDbFamily family, ReadOptions options) =>
        family.Handle is { } handle ? family.Store.Database.NewIterator(handle, options) : null;

    private bool IsEmpty()
    {
        var isEmpty = true;
        foreach (var (family, iterator) in _live.Select(source => (source.Family, source.Iterator)).Concat(_unclaimed.Select(source => (source.Family, source.Iterator))))
        {
            if (iterator is not null)
            {
                iterator.SeekToFirst();
                family.Check(iterator);
                isEmpty &= !iterator.Valid();
            }
        }

        return isEmpty;
    }

    private async Task<ImmutableArray<long>> WriteAsync(CheckpointStream stream, CancellationToken cancellationToken)
    {
        var buffer = new StateWriter(FlushSize + (2 * ChunkSize));
        KeyedStateFormat.WriteHeader(
            buffer, [.. _live.Select(source => source.Entries.State), .. _unclaimedStates], _hasLayers ? KeyedStateFormat.WithRemovals : KeyedStateFormat.Whole);
        var offsets = ImmutableArray.CreateBuilder<long>(_keyGroups.Count + 1);
        offsets.Add(buffer.Length);
        for (var group = _keyGroups.Start; group < _keyGroups.End; group++)
        {
            for (var state = 0; state < _live.Length; state++)
            {
                while (WriteChunk(buffer, state, group))
                {
                    await FlushAsync(stream, buffer, FlushSize, cancellationToken).ConfigureAwait(false);
                }
            }

            foreach (var chunk in Unclaimed(group))
            {
                var state = _live.Length + _unclaimedStates.IndexOf(chunk.State);
                WriteChunkHeader(buffer, chunk.IsRemoval ? state | KeyedStateFormat.Removal : state, chunk.Count, chunk.Bytes.Length);
                buffer.WriteBytes(chunk.Bytes.Span);
                await FlushAsync(stream, buffer, FlushSize, cancellationToken).ConfigureAwait(false);
            }

            offsets.Add(stream.Length + buffer.Length);
        }

        await FlushAsync(stream, buffer, 0, cancellationToken).ConfigureAwait(false);
        return offsets.MoveToImmutable();
    }

    /// <summary>Writes some of what a state has in a group; false when there was nothing more.</summary>
    private bool WriteChunk(StateWriter buffer, int index, int group)
    {
        var (entries, family, iterator) = _live[index];
        if (iterator is null || !DatabaseEntries.IsIn(iterator, group))
        {
            return false;
        }

        var start = buffer.Length;
        WriteChunkHeader(buffer, index, 0, 0);
        var count = entries.Write(iterator, group, ChunkSize, buffer);
        family.Check(iterator);
        count = _cleanUp.Apply(entries.State, buffer, start + KeyedStateFormat.ChunkHeaderSize, count);
        if (count == 0)
        {
            buffer.Truncate(start);
            return true;
        }

        buffer.PatchInt32(start + sizeof(ushort), count);
        buffer.PatchInt32(start + sizeof(ushort) + sizeof(int), buffer.Length - start - KeyedStateFormat.ChunkHeaderSize);
        return true;
    }

    /// <summary>The restored chunks of a group; of layers that lie over each other, one in their place.</summary>
    private IEnumerable<RestoredChunk> Unclaimed(int group) => _hasLayers ? MergedChunks.Of([.. Chunks(group)]) : Chunks(group);

    private IEnumerable<RestoredChunk> Chunks(int group)
    {
        foreach (var (states, family, iterator) in _unclaimed)
        {
            for (; iterator is not null && DatabaseEntries.IsIn(iterator, group); iterator.Next())
            {
                yield return DatabaseChunk.Read(iterator.GetKeySpan(), iterator.Value(), states);
            }

            if (iterator is not null)
            {
                family.Check(iterator);
            }
        }
    }

    private static void WriteChunkHeader(StateWriter buffer, int state, int count, int length)
    {
        buffer.WriteUInt16(checked((ushort)state));
        buffer.WriteInt32(count);
        buffer.WriteInt32(length);
    }

    private static async ValueTask FlushAsync(CheckpointStream stream, StateWriter buffer, int atLeast, CancellationToken cancellationToken)
    {
        if (buffer.Length > 0 && buffer.Length >= atLeast)
        {
            await stream.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
            buffer.Clear();
        }
    }

    private void Release()
    {
        Volatile.Write(ref _phase, Released);
        foreach (var iterator in _live.Select(source => source.Iterator).Concat(_unclaimed.Select(source => source.Iterator)))
        {
            iterator?.Dispose();
        }

        _store.Return();
    }
}
