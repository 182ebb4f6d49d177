using Weir.State.Codecs;
using Weir.State.Keys;

namespace Weir.State.Storage;

/// <summary>
/// Keyed state of one subtask, or a part of it. A closed family: what kinds there are is in <see cref="Read"/>, and each has a number
/// that is stored.
/// </summary>
/// <remarks>
/// A subtask's state may be several of them, in order: what a later one has of a key group lies over what an earlier one has of it, as
/// the kind says. State that is assigned to another parallelism keeps that order.
/// </remarks>
internal abstract record KeyedStateHandle
{
    private protected KeyedStateHandle(KeyGroupRange keyGroups) => KeyGroups = keyGroups;

    /// <summary>The key groups of which something is in it.</summary>
    public KeyGroupRange KeyGroups { get; }

    /// <summary>All the state that it names; some of it may be inline.</summary>
    public abstract IEnumerable<StateHandle> Files { get; }

    /// <summary>Its number in the metadata.</summary>
    protected abstract byte Kind { get; }

    public void Write(StateWriter writer)
    {
        writer.WriteByte(Kind);
        WriteContent(writer);
    }

    /// <param name="reader">Where it is.</param>
    /// <param name="formatVersion">Of the metadata.</param>
    /// <exception cref="CorruptStateException">It is not what was written.</exception>
    public static KeyedStateHandle Read(ref StateReader reader, int formatVersion)
    {
        // Version 1 knew one kind only.
        byte kind = formatVersion == 1 ? GroupedStateHandle.KindNumber : reader.ReadByte();
        return kind switch
        {
            GroupedStateHandle.KindNumber => GroupedStateHandle.ReadContent(ref reader),
            DatabaseStateHandle.KindNumber => DatabaseStateHandle.ReadContent(ref reader),
            DatabaseStateHandle.KindNumberOfSingleFiles => DatabaseStateHandle.ReadSingleFiles(ref reader),
            LayeredStateHandle.KindNumber => LayeredStateHandle.ReadContent(ref reader),
            _ => throw new CorruptStateException($"Keyed state says that it is of kind {kind}, which there is not."),
        };
    }

    protected abstract void WriteContent(StateWriter writer);

    protected static void WriteRange(StateWriter writer, KeyGroupRange keyGroups)
    {
        writer.WriteInt32(keyGroups.Start);
        writer.WriteInt32(keyGroups.End);
    }

    /// <exception cref="CorruptStateException">There is no such range.</exception>
    protected static KeyGroupRange ReadRange(ref StateReader reader)
    {
        var range = new KeyGroupRange(reader.ReadInt32(), reader.ReadInt32());
        return range.Start >= 0 && range.End >= range.Start && range.End <= Keys.KeyGroups.LargestMaxParallelism
            ? range
            : throw new CorruptStateException($"Keyed state says it has the key groups {range}.");
    }
}
