using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Weir.State.Backends.Databases;
using Weir.State.Codecs;
using Weir.State.Keys;
using Weir.State.Storage;

namespace Weir.State.Backends;

/// <summary>
/// The bytes of a subtask's keyed state: a header that describes the states, then the key groups in order, each a sequence of chunks
/// of one state's entries. docs/state.md has it byte for byte.
/// </summary>
internal static class KeyedStateFormat
{
    /// <summary>Entries alone: the canonical form, and all that there was at first.</summary>
    public const byte Whole = 1;

    /// <summary>Chunks may be of removed keys.</summary>
    public const byte WithRemovals = 2;

    /// <summary>In a chunk's number of its state: it is of removed keys.</summary>
    public const int Removal = 0x8000;

    /// <summary>Bytes before a chunk's entries: which state (2), how many entries (4), how many bytes (4).</summary>
    public const int ChunkHeaderSize = 10;

    private const int SmallestEncodedState = 4;

    public static void WriteHeader(StateWriter writer, IReadOnlyList<StoredState> states, byte version = Whole)
    {
        writer.WriteByte(version);
        writer.WriteCount(states.Count);
        foreach (var state in states)
        {
            state.Write(writer);
        }
    }

    /// <summary>
    /// The chunks of the key groups in <paramref name="wanted"/>, in the order in which they lie over each other; some may be removals. A
    /// chunk's bytes are valid until the next one is asked for.
    /// </summary>
    /// <exception cref="RocksDbUnavailableException">The state is in files of RocksDB, and there is no library for them.</exception>
    public static IAsyncEnumerable<RestoredChunk> ReadAsync(
        KeyedStateHandle handle, KeyGroupRange wanted, ICheckpointReader reader, CancellationToken cancellationToken) => handle switch
        {
            GroupedStateHandle grouped => ReadAsync(grouped, [grouped.KeyGroups], wanted, reader, cancellationToken),
            LayeredStateHandle layered => ReadAsync(layered.Grouped, layered.Ranges, wanted, reader, cancellationToken),
            DatabaseStateHandle database => DatabaseCopy.ReadAsync(database, wanted, reader, cancellationToken),
            _ => throw new InvalidOperationException($"Nothing reads a {handle.GetType().Name}."),
        };

    private static async IAsyncEnumerable<RestoredChunk> ReadAsync(
        GroupedStateHandle handle, ImmutableArray<KeyGroupRange> ranges, KeyGroupRange wanted, ICheckpointReader reader,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var groups = GroupsOf(ranges, wanted);
        if (groups.IsEmpty)
        {
            yield break;
        }

        var input = await reader.OpenAsync(handle.State, cancellationToken).ConfigureAwait(false);
        await using (input.ConfigureAwait(false))
        {
            var states = await ReadHeaderAsync(handle, input, cancellationToken).ConfigureAwait(false);
            foreach (var group in groups)
            {
                await foreach (var chunk in ReadGroupAsync(handle, input, states, group, cancellationToken).ConfigureAwait(false))
                {
                    yield return chunk;
                }
            }
        }
    }

    /// <summary>The key groups of some ranges that are wanted, in order.</summary>
    public static ImmutableArray<int> GroupsOf(ImmutableArray<KeyGroupRange> ranges, KeyGroupRange wanted) =>
        [.. ranges.Select(range => range.Intersect(wanted)).Where(range => !range.IsEmpty).SelectMany(range => Enumerable.Range(range.Start, range.Count))];

    /// <summary>The chunks of a key group. A chunk's bytes are valid until the next one is asked for.</summary>
    public static async IAsyncEnumerable<RestoredChunk> ReadGroupAsync(
        GroupedStateHandle handle, CheckpointInput input, ImmutableArray<StoredState> states, int group, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = handle.Offsets[group - handle.KeyGroups.Start];
        var end = handle.Offsets[group - handle.KeyGroups.Start + 1];
        while (position < end)
        {
            var (chunk, rented) = await ReadChunkAsync(handle, input, states, group, position, end, cancellationToken).ConfigureAwait(false);
            position += ChunkHeaderSize + chunk.Bytes.Length;
            yield return chunk;
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>The states that the header describes.</summary>
    public static async Task<ImmutableArray<StoredState>> ReadStatesAsync(GroupedStateHandle handle, ICheckpointReader reader, CancellationToken cancellationToken)
    {
        var input = await reader.OpenAsync(handle.State, cancellationToken).ConfigureAwait(false);
        await using (input.ConfigureAwait(false))
        {
            return await ReadHeaderAsync(handle, input, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<(RestoredChunk Chunk, byte[] Rented)> ReadChunkAsync(
        GroupedStateHandle handle, CheckpointInput input, ImmutableArray<StoredState> states, int group, long position, long end, CancellationToken cancellationToken)
    {
        var header = new byte[ChunkHeaderSize];
        if (end - position < ChunkHeaderSize)
        {
            throw new CorruptStateException($"Keyed state {handle.State}: key group {group} has {end - position} bytes left at byte {position}, too few for a chunk.");
        }

        await input.ReadAsync(position, header, cancellationToken).ConfigureAwait(false);
        var (state, count, length) = ParseChunkHeader(header);
        var isRemoval = (state & Removal) != 0;
        state &= ~Removal;
        if (state >= states.Length || count < 0 || length < 0 || length > end - position - ChunkHeaderSize)
        {
            throw new CorruptStateException(
                $"Keyed state {handle.State}: the chunk at byte {position} says state {state} of {states.Length}, {count} entries, {length} bytes; key group {group} ends at {end}.");
        }

        var rented = ArrayPool<byte>.Shared.Rent(length);
        var bytes = rented.AsMemory(0, length);
        await input.ReadAsync(position + ChunkHeaderSize, bytes, cancellationToken).ConfigureAwait(false);
        return (new RestoredChunk(states[state], group, count, bytes) { IsRemoval = isRemoval }, rented);
    }

    private static (int State, int Count, int Length) ParseChunkHeader(ReadOnlySpan<byte> header)
    {
        var reader = new StateReader(header);
        return (reader.ReadUInt16(), reader.ReadInt32(), reader.ReadInt32());
    }

    public static async Task<ImmutableArray<StoredState>> ReadHeaderAsync(GroupedStateHandle handle, CheckpointInput input, CancellationToken cancellationToken)
    {
        var bytes = new byte[handle.Offsets[0]];
        await input.ReadAsync(0, bytes, cancellationToken).ConfigureAwait(false);
        return ParseHeader(handle, bytes);
    }

    private static ImmutableArray<StoredState> ParseHeader(GroupedStateHandle handle, ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        var version = reader.ReadByte();
        if (version is not (Whole or WithRemovals))
        {
            throw new CorruptStateException($"Keyed state {handle.State} has format version {version}; this version of Weir reads {Whole} and {WithRemovals}.");
        }

        var count = reader.ReadCount();
        if (count > bytes.Length / SmallestEncodedState)
        {
            throw new CorruptStateException($"Keyed state {handle.State} says it has {count} states in a header of {bytes.Length} bytes.");
        }

        var states = ImmutableArray.CreateBuilder<StoredState>(count);
        for (var i = 0; i < count; i++)
        {
            states.Add(StoredState.Read(ref reader));
        }

        return states.MoveToImmutable();
    }
}
