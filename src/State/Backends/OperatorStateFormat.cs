using System.Collections.Immutable;
using Weir.State.Codecs;
using Weir.State.Storage;

namespace Weir.State.Backends;

/// <summary>The bytes of a subtask's operator state: the length of a header, the header with the lists' schemas, the elements.</summary>
internal static class OperatorStateFormat
{
    private const byte Version = 1;
    private const int LengthSize = 4;

    public static ImmutableArray<OperatorListPart> Write(
        StateWriter writer, ImmutableArray<(StoredState State, IReadOnlyList<ReadOnlyMemory<byte>> Elements)> lists)
    {
        writer.WriteInt32(0);
        writer.WriteByte(Version);
        writer.WriteCount(lists.Length);
        foreach (var (state, _) in lists)
        {
            state.Write(writer);
        }

        writer.PatchInt32(0, writer.Length - LengthSize);
        var parts = ImmutableArray.CreateBuilder<OperatorListPart>(lists.Length);
        foreach (var (state, elements) in lists)
        {
            var offsets = ImmutableArray.CreateBuilder<long>(elements.Count + 1);
            offsets.Add(writer.Length);
            foreach (var element in elements)
            {
                writer.WriteBytes(element.Span);
                offsets.Add(writer.Length);
            }

            parts.Add(new OperatorListPart(state.Name, state.Kind, parts.Count, offsets.MoveToImmutable()));
        }

        return parts.MoveToImmutable();
    }

    public static async Task<IReadOnlyList<RestoredList>> ReadAsync(OperatorStateHandle handle, ICheckpointReader reader, CancellationToken cancellationToken)
    {
        var input = await reader.OpenAsync(handle.State, cancellationToken).ConfigureAwait(false);
        await using (input.ConfigureAwait(false))
        {
            var states = await ReadHeaderAsync(handle, input, cancellationToken).ConfigureAwait(false);
            var result = new List<RestoredList>();
            foreach (var part in handle.Lists)
            {
                var state = part.Description < states.Count ? states[part.Description] : null;
                if (state is null || state.Kind != part.Kind || !string.Equals(state.Name, part.Name, StringComparison.Ordinal))
                {
                    throw new CorruptStateException($"Operator state {handle.State} has no {part.Kind} '{part.Name}' as number {part.Description}, which the metadata names.");
                }

                var elements = new List<ReadOnlyMemory<byte>>(part.Count);
                for (var i = 0; i < part.Count; i++)
                {
                    var bytes = new byte[part.Offsets[i + 1] - part.Offsets[i]];
                    await input.ReadAsync(part.Offsets[i], bytes, cancellationToken).ConfigureAwait(false);
                    elements.Add(bytes);
                }

                result.Add(new RestoredList(state, elements));
            }

            return result;
        }
    }

    /// <summary>The states that the header describes.</summary>
    public static async Task<List<StoredState>> ReadStatesAsync(OperatorStateHandle handle, ICheckpointReader reader, CancellationToken cancellationToken)
    {
        var input = await reader.OpenAsync(handle.State, cancellationToken).ConfigureAwait(false);
        await using (input.ConfigureAwait(false))
        {
            return await ReadHeaderAsync(handle, input, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<List<StoredState>> ReadHeaderAsync(OperatorStateHandle handle, CheckpointInput input, CancellationToken cancellationToken)
    {
        var length = new byte[LengthSize];
        await input.ReadAsync(0, length, cancellationToken).ConfigureAwait(false);
        var size = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(length);
        if (size < 0 || size > input.Length - LengthSize)
        {
            throw new CorruptStateException($"Operator state {handle.State} says that its header has {size} bytes.");
        }

        var header = new byte[size];
        await input.ReadAsync(LengthSize, header, cancellationToken).ConfigureAwait(false);
        return ParseHeader(handle, header);
    }

    private static List<StoredState> ParseHeader(OperatorStateHandle handle, ReadOnlySpan<byte> header)
    {
        var reader = new StateReader(header);
        var version = reader.ReadByte();
        if (version != Version)
        {
            throw new CorruptStateException($"Operator state {handle.State} has format version {version}; this version of Weir reads {Version}.");
        }

        var count = reader.ReadCount();
        var states = new List<StoredState>();
        for (var i = 0; i < count; i++)
        {
            states.Add(StoredState.Read(ref reader));
        }

        return states;
    }
}
