using Weir.State;
using Weir.State.Codecs;

namespace Weir.Actors.Registry;

/// <summary>
/// Facts and snapshots as bytes, for journal and wire: the version of the format, the kind, the value by its codec. The
/// journal outlives a Weir version, so a kind's bytes never change; a fact that needs more becomes a new kind.
/// </summary>
internal static class RegistryFormat
{
    public const byte Version = 1;

    /// <summary>That of snapshots. Since 3 they carry their schema, so that what a later version adds is read as not given.</summary>
    public const byte SnapshotVersion = 3;

    public static byte[] Write(RegistryFact fact)
    {
        var writer = new StateWriter(64);
        writer.WriteByte(Version);
        switch (fact)
        {
            case RegistryFact.LeaderClaimed claimed: Write(writer, FactKind.LeaderClaimed, claimed); break;
            case RegistryFact.JobSubmitted submitted: Write(writer, FactKind.JobSubmitted, submitted); break;
            case RegistryFact.AttemptTaken taken: Write(writer, FactKind.AttemptTaken, taken); break;
            case RegistryFact.CheckpointIdTaken taken: Write(writer, FactKind.CheckpointIdTaken, taken); break;
            case RegistryFact.CheckpointRecorded recorded: Write(writer, FactKind.CheckpointRecorded, recorded); break;
            case RegistryFact.CheckpointDropped dropped: Write(writer, FactKind.CheckpointDropped, dropped); break;
            case RegistryFact.JobRelaunched relaunched: Write(writer, FactKind.JobRelaunched, relaunched); break;
            case RegistryFact.JobReconfigured reconfigured: Write(writer, FactKind.JobReconfigured, reconfigured); break;
            case RegistryFact.JobEnded ended: Write(writer, FactKind.JobEnded, ended); break;
            case RegistryFact.JobClosed closed: Write(writer, FactKind.JobClosed, closed); break;
            case RegistryFact.JobStopped stopped: Write(writer, FactKind.JobStopped, stopped); break;
            case RegistryFact.JobRescaled rescaled: Write(writer, FactKind.JobRescaled, rescaled); break;
            case RegistryFact.OperatorsRescaled rescaled: Write(writer, FactKind.OperatorsRescaled, rescaled); break;
            default: throw new ArgumentException($"{fact.GetType().Name} has no kind in the registry's format.", nameof(fact));
        }

        return writer.ToArray();
    }

    /// <exception cref="CorruptStateException">The bytes are no fact, or one of a later version.</exception>
    public static RegistryFact ReadFact(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        CheckVersion(ref reader);
        var kind = (FactKind)reader.ReadByte();
        RegistryFact fact = kind switch
        {
            FactKind.LeaderClaimed => Codec.For<RegistryFact.LeaderClaimed>().Read(ref reader),
            FactKind.JobSubmitted => Codec.For<RegistryFact.JobSubmitted>().Read(ref reader),
            FactKind.AttemptTaken => Codec.For<RegistryFact.AttemptTaken>().Read(ref reader),
            FactKind.CheckpointIdTaken => Codec.For<RegistryFact.CheckpointIdTaken>().Read(ref reader),
            FactKind.CheckpointRecorded => Codec.For<RegistryFact.CheckpointRecorded>().Read(ref reader),
            FactKind.CheckpointDropped => Codec.For<RegistryFact.CheckpointDropped>().Read(ref reader),
            FactKind.JobRelaunched => Codec.For<RegistryFact.JobRelaunched>().Read(ref reader),
            FactKind.JobReconfigured => Codec.For<RegistryFact.JobReconfigured>().Read(ref reader),
            FactKind.JobEnded => Codec.For<RegistryFact.JobEnded>().Read(ref reader),
            FactKind.JobClosed => Codec.For<RegistryFact.JobClosed>().Read(ref reader),
            FactKind.JobStopped => Codec.For<RegistryFact.JobStopped>().Read(ref reader),
            FactKind.JobRescaled => Codec.For<RegistryFact.JobRescaled>().Read(ref reader),
            FactKind.OperatorsRescaled => Codec.For<RegistryFact.OperatorsRescaled>().Read(ref reader),
            _ => throw new CorruptStateException($"The journal has a fact of kind {(byte)kind}, which this version of Weir does not know. Run the version that wrote it, or a later one."),
        };
        CheckEnd(ref reader, kind.ToString());
        return fact;
    }

    public static byte[] Write(RegistrySnapshot snapshot)
    {
        var writer = new StateWriter(1024);
        writer.WriteByte(SnapshotVersion);
        Codec<RegistrySnapshot> codec = Codec.For<RegistrySnapshot>();
        codec.Schema.Write(writer);
        codec.Write(snapshot, writer);
        return writer.ToArray();
    }

    /// <exception cref="CorruptStateException">The bytes are no snapshot, or one of a later version.</exception>
    public static RegistrySnapshot ReadSnapshot(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        CheckVersion(ref reader, SnapshotVersion);
        var schema = CodecSchema.Read(ref reader);
        RegistrySnapshot snapshot;
        try
        {
            snapshot = Codec.For<RegistrySnapshot>().ReaderFor(schema).Read(ref reader);
        }
        catch (IncompatibleSchemaException later)
        {
            throw new CorruptStateException("The journal's snapshot was written by another version of Weir, which this one can't read. Run the version that wrote it, or a later one.", later);
        }

        CheckEnd(ref reader, "snapshot");
        return snapshot;
    }

    private static void Write<T>(StateWriter writer, FactKind kind, T fact)
    {
        writer.WriteByte((byte)kind);
        Codec.For<T>().Write(fact, writer);
    }

    private static void CheckVersion(ref StateReader reader, byte known = Version)
    {
        var version = reader.ReadByte();
        if (version != known)
        {
            throw new CorruptStateException($"The journal was written in format {version} of the job registry; this version of Weir reads {known}.");
        }
    }

    private static void CheckEnd(ref StateReader reader, string what)
    {
        if (reader.Remaining != 0)
        {
            throw new CorruptStateException($"{reader.Remaining} bytes follow the {what} in the journal: it is damaged, or of another version.");
        }
    }

    // Numbers are stored: they are never changed, nor used again.
    private enum FactKind : byte
    {
        LeaderClaimed = 1,
        JobSubmitted = 2,
        AttemptTaken = 3,
        CheckpointIdTaken = 4,
        CheckpointRecorded = 5,
        CheckpointDropped = 6,
        JobEnded = 7,
        JobClosed = 8,
        JobRelaunched = 9,
        JobStopped = 10,
        JobReconfigured = 11,
        JobRescaled = 12,
        OperatorsRescaled = 13,
    }
}
