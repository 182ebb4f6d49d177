using System.Collections.Immutable;
using RocksDbSharp;
using Weir.State.Backends;
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
    private readonly ImmutableArray<(StoredState State, RocksDbState? Live, RocksDbFamily Family, Iterator? Iterator)> _sources;
    private int _phase;

    public RocksDbSnapshot(
        long checkpointId,
        KeyGroupRange keyGroups,
        RocksDbStore store,
        IReadOnlyList<RocksDbState> states,
        IReadOnlyList<(StoredState State, RocksDbFamily Family)> unclaimed)
    {
        CheckpointId = checkpointId;
        _keyGroups = keyGroups;
        _store = store;
        store.Lease();
        var options = new ReadOptions().SetFillCache(false);
        _sources =
        [
            .. states.Select(state => (state.Stored, (RocksDbState?)state, state.Family, Open(state.Family, options))),
            .. unclaimed.Select(state => (state.State, (RocksDbState?)null, state.Family, Open(state.Family, options))),
        ];
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
        foreach (var (_, _, family, iterator) in _sources)
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
        KeyedStateFormat.WriteHeader(buffer, [.. _sources.Select(source => source.State)]);
        var offsets = ImmutableArray.CreateBuilder<long>(_keyGroups.Count + 1);
        offsets.Add(buffer.Length);
        for (var group = _keyGroups.Start; group < _keyGroups.End; group++)
        {
            for (var index = 0; index < _sources.Length; index++)
            {
                while (WriteChunk(buffer, index, group))
                {
                    await FlushAsync(stream, buffer, FlushSize, cancellationToken).ConfigureAwait(false);
                }
            }

            offsets.Add(stream.Length + buffer.Length);
        }

        await FlushAsync(stream, buffer, 0, cancellationToken).ConfigureAwait(false);
        return offsets.MoveToImmutable();
    }

    /// <summary>Writes some of what a state has in a group; false when there is nothing more.</summary>
    private bool WriteChunk(StateWriter buffer, int index, int group)
    {
        var (_, live, family, iterator) = _sources[index];
        if (iterator is null || !iterator.Valid() || RocksDbKey.GroupOf(iterator.GetKeySpan()) != group)
        {
            return false;
        }

        var start = buffer.Length;
        buffer.WriteUInt16(checked((ushort)index));
        buffer.WriteInt32(0);
        buffer.WriteInt32(0);
        var count = live?.WriteEntries(iterator, group, ChunkSize, buffer) ?? CopyChunk(iterator, buffer);
        family.Check(iterator);
        buffer.PatchInt32(start + sizeof(ushort), count);
        buffer.PatchInt32(start + sizeof(ushort) + sizeof(int), buffer.Length - start - KeyedStateFormat.ChunkHeaderSize);
        return true;
    }

    private static int CopyChunk(Iterator iterator, StateWriter buffer)
    {
        var value = iterator.GetValueSpan();
        var count = RocksDbUnclaimed.CountOf(value);
        buffer.WriteBytes(RocksDbUnclaimed.BytesOf(value));
        iterator.Next();
        return count;
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
        foreach (var (_, _, _, iterator) in _sources)
        {
            iterator?.Dispose();
        }

        _store.Return();
    }
}
