using System.Collections.Immutable;
using Weir.State.Codecs;

namespace Weir.State.Storage;

/// <summary>
/// The bytes of a checkpoint's metadata: "WEIR", format version, payload length, payload, CRC-32C of all before it.
/// Numbers are little endian.
/// </summary>
internal static class MetadataFormat
{
    private const uint Magic = 0x52494557; // "WEIR"
    private const int HeaderBytes = 12;
    private const int OldestFormatVersion = 1;

    public static byte[] Encode(CheckpointMetadata metadata)
    {
        var payload = new StateWriter();
        payload.WriteText(metadata.JobId);
        payload.WriteText(metadata.JobName);
        payload.WriteInt64(metadata.CheckpointId);
        payload.WriteInt64(metadata.Timestamp.UtcTicks);
        payload.WriteInt32((int)metadata.Kind);
        payload.WriteText(metadata.Fingerprint);
        payload.WriteCount(metadata.Operators.Length);
        foreach (OperatorState state in metadata.Operators)
        {
            Write(payload, state);
        }

        var whole = new StateWriter(payload.Length + HeaderBytes + BytesOfChecksum);
        whole.WriteUInt32(Magic);
        whole.WriteInt32(CheckpointMetadata.CurrentFormatVersion);
        whole.WriteInt32(payload.Length);
        whole.WriteBytes(payload.Written);
        whole.WriteUInt32(Crc32C.Of(whole.Written));
        return whole.ToArray();
    }

    /// <param name="bytes">The file's bytes.</param>
    /// <param name="where">Its path, for messages.</param>
    /// <exception cref="CorruptStateException">They are not what was written.</exception>
    /// <exception cref="StorageException">They are of a newer format.</exception>
    public static CheckpointMetadata Decode(ReadOnlySpan<byte> bytes, string where)
    {
        if (bytes.Length < HeaderBytes + BytesOfChecksum)
        {
            throw new CorruptStateException($"{where} has {bytes.Length} bytes: it is cut off, or no metadata of a checkpoint.");
        }

        var trailer = new StateReader(bytes[^BytesOfChecksum..]);
        uint expected = trailer.ReadUInt32();
        uint actual = Crc32C.Of(bytes[..^BytesOfChecksum]);
        var reader = new StateReader(bytes[..^BytesOfChecksum]);
        if (reader.ReadUInt32() != Magic)
        {
            throw new CorruptStateException($"{where} does not begin like the metadata of a checkpoint.");
        }

        int version = reader.ReadInt32();
        if (expected != actual)
        {
            throw new CorruptStateException($"{where} is damaged: its checksum is {actual:x8}, {expected:x8} was written.");
        }

        if (version is < OldestFormatVersion or > CheckpointMetadata.CurrentFormatVersion)
        {
            throw new StorageException(
                $"{where} has format version {version}; this Weir reads the versions {OldestFormatVersion} to {CheckpointMetadata.CurrentFormatVersion}. Use the version that wrote it, or a newer one.") { IsPermanent = true };
        }

        int length = reader.ReadInt32();
        if (length != reader.Remaining)
        {
            throw new CorruptStateException($"{where} says it has {length} bytes of content; there are {reader.Remaining}.");
        }

        return new CheckpointMetadata
        {
            FormatVersion = version,
            JobId = reader.ReadText()!,
            JobName = reader.ReadText()!,
            CheckpointId = reader.ReadInt64(),
            Timestamp = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
            Kind = (CheckpointKind)reader.ReadInt32(),
            Fingerprint = reader.ReadText()!,
            Operators = ReadOperators(ref reader, version),
        };
    }

    private const int BytesOfChecksum = sizeof(uint);

    private static void Write(StateWriter writer, OperatorState state)
    {
        writer.WriteText(state.Uid);
        writer.WriteText(state.Name);
        writer.WriteInt32(state.Parallelism);
        writer.WriteInt32(state.MaxParallelism);
        writer.WriteBoolean(state.CoordinatorState is not null);
        if (state.CoordinatorState is { } coordinator)
        {
            writer.WriteCount(coordinator.Length);
            writer.WriteBytes(coordinator.Span);
        }

        writer.WriteCount(state.Subtasks.Length);
        foreach (OperatorSubtaskState subtask in state.Subtasks)
        {
            Write(writer, subtask);
        }
    }

    internal static void Write(StateWriter writer, OperatorSubtaskState subtask)
    {
        writer.WriteCount(subtask.Keyed.Length);
        foreach (KeyedStateHandle handle in subtask.Keyed)
        {
            handle.Write(writer);
        }

        writer.WriteCount(subtask.Operator.Length);
        foreach (OperatorStateHandle handle in subtask.Operator)
        {
            handle.Write(writer);
        }

        writer.WriteCount(subtask.Extra.Count);
        foreach ((string name, ReadOnlyMemory<byte> value) in subtask.Extra)
        {
            writer.WriteText(name);
            writer.WriteCount(value.Length);
            writer.WriteBytes(value.Span);
        }
    }

    private static ImmutableArray<OperatorState> ReadOperators(ref StateReader reader, int version)
    {
        int count = reader.ReadCount();
        var operators = ImmutableArray.CreateBuilder<OperatorState>(Math.Min(count, reader.Remaining));
        for (int i = 0; i < count; i++)
        {
            string uid = reader.ReadText()!;
            string name = reader.ReadText()!;
            int parallelism = reader.ReadInt32();
            int maxParallelism = reader.ReadInt32();
            // A bare null would become empty memory: an array converts to it.
            ReadOnlyMemory<byte>? coordinator = reader.ReadBoolean() ? reader.ReadBytes(reader.ReadCount()).ToArray() : default(ReadOnlyMemory<byte>?);
            operators.Add(new OperatorState
            {
                Uid = uid,
                Name = name,
                Parallelism = parallelism,
                MaxParallelism = maxParallelism,
                CoordinatorState = coordinator,
                Subtasks = ReadSubtasks(ref reader, version),
            });
        }

        return operators.DrainToImmutable();
    }

    private static ImmutableArray<OperatorSubtaskState> ReadSubtasks(ref StateReader reader, int version)
    {
        int count = reader.ReadCount();
        var subtasks = ImmutableArray.CreateBuilder<OperatorSubtaskState>(Math.Min(count, reader.Remaining));
        for (int i = 0; i < count; i++)
        {
            subtasks.Add(ReadSubtask(ref reader, version));
        }

        return subtasks.DrainToImmutable();
    }

    internal static OperatorSubtaskState ReadSubtask(ref StateReader reader, int version = CheckpointMetadata.CurrentFormatVersion)
    {
        var keyed = ImmutableArray.CreateBuilder<KeyedStateHandle>();
        for (int left = reader.ReadCount(); left > 0; left--)
        {
            keyed.Add(KeyedStateHandle.Read(ref reader, version));
        }

        var lists = ImmutableArray.CreateBuilder<OperatorStateHandle>();
        for (int left = reader.ReadCount(); left > 0; left--)
        {
            lists.Add(OperatorStateHandle.Read(ref reader));
        }

        var extra = ImmutableSortedDictionary.CreateBuilder<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        for (int left = reader.ReadCount(); left > 0; left--)
        {
            string name = reader.ReadText()!;
            extra.Add(name, reader.ReadBytes(reader.ReadCount()).ToArray());
        }

        return new OperatorSubtaskState { Keyed = keyed.ToImmutable(), Operator = lists.ToImmutable(), Extra = extra.ToImmutable() };
    }
}
