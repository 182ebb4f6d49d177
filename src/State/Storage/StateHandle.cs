using Weir.State.Codecs;

namespace Weir.State.Storage;

/// <summary>
/// Where some bytes of a checkpoint are: in a file of the checkpoint's directory or of those that its job's checkpoints share, or (small
/// ones) in the handle itself and so in the checkpoint's metadata.
/// </summary>
internal sealed record StateHandle
{
    // From the folder of any checkpoint of the job: so they are found wherever the job's folder is.
    private const string SharedPrefix = "../shared/";

    private StateHandle(string? path, ReadOnlyMemory<byte> inline, long length, uint checksum)
    {
        Path = path;
        Inline = inline;
        Length = length;
        Checksum = checksum;
    }

    /// <summary>The file, relative to the checkpoint's directory; null when the bytes are inline.</summary>
    public string? Path { get; }

    public ReadOnlyMemory<byte> Inline { get; }

    /// <summary>How many bytes of state there are, without what storage adds to them.</summary>
    public long Length { get; }

    /// <summary>CRC-32C of all the bytes.</summary>
    public uint Checksum { get; }

    public bool IsInline => Path is null;

    /// <summary>The name of the file among those that the job's checkpoints share; null when it is none of them.</summary>
    public string? SharedName => Path is not null && Path.StartsWith(SharedPrefix, StringComparison.Ordinal) ? Path[SharedPrefix.Length..] : null;

    public StateScope Scope => SharedName is null ? StateScope.Own : StateScope.Shared;

    public static StateHandle OfFile(string path, long length, uint checksum) => new(path, default, length, checksum);

    /// <param name="name">Among the files that the job's checkpoints share.</param>
    /// <param name="length">How many bytes of state there are.</param>
    /// <param name="checksum">CRC-32C of them.</param>
    public static StateHandle OfShared(string name, long length, uint checksum) => new(SharedPrefix + name, default, length, checksum);

    public static StateHandle OfBytes(ReadOnlyMemory<byte> bytes) => new(null, bytes, bytes.Length, Crc32C.Of(bytes.Span));

    public void Write(StateWriter writer)
    {
        writer.WriteText(Path);
        writer.WriteInt64(Length);
        writer.WriteUInt32(Checksum);
        if (IsInline)
        {
            writer.WriteBytes(Inline.Span);
        }
    }

    public static StateHandle Read(ref StateReader reader)
    {
        var path = reader.ReadText();
        var length = reader.ReadInt64();
        var checksum = reader.ReadUInt32();
        if (path is not null)
        {
            return OfFile(path, length, checksum);
        }

        if (length < 0 || length > reader.Remaining)
        {
            throw new CorruptStateException($"Inline state says it has {length} bytes; {reader.Remaining} are left.");
        }

        return new StateHandle(null, reader.ReadBytes((int)length).ToArray(), length, checksum);
    }

    public bool Equals(StateHandle? other) =>
        other is not null && string.Equals(Path, other.Path, StringComparison.Ordinal) && Length == other.Length
        && Checksum == other.Checksum && Inline.Span.SequenceEqual(other.Inline.Span);

    public override int GetHashCode() => HashCode.Combine(Path, Length, Checksum);

    public override string ToString() => IsInline ? $"{Length} bytes inline" : $"{Path} ({Length} bytes)";
}
