namespace Weir.State.Storage;

/// <summary>State that is in memory: inline in the metadata.</summary>
internal sealed class BytesInput : CheckpointInput
{
    private readonly ReadOnlyMemory<byte> _bytes;

    /// <exception cref="CorruptStateException">The bytes are not those that were written.</exception>
    public BytesInput(StateHandle handle, ReadOnlyMemory<byte> bytes, string where)
    {
        uint actual = Crc32C.Of(bytes.Span);
        if (bytes.Length != handle.Length || actual != handle.Checksum)
        {
            throw new CorruptStateException(
                $"State in {where} is damaged: {bytes.Length} bytes with checksum {actual:x8}; {handle.Length} bytes with checksum {handle.Checksum:x8} were written.");
        }

        _bytes = bytes;
    }

    public override long Length => _bytes.Length;

    public override ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (offset < 0 || offset > _bytes.Length - destination.Length)
        {
            throw new CorruptStateException($"Inline state has {_bytes.Length} bytes; {destination.Length} bytes from byte {offset} were asked for.");
        }

        _bytes.Slice((int)offset, destination.Length).CopyTo(destination);
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
