namespace Weir.State.Storage;

/// <summary>All the state that a checkpoint's metadata names.</summary>
internal static class CheckpointHandles
{
    private const int ReadBytes = 64 * 1024;

    public static IEnumerable<StateHandle> Of(CheckpointMetadata metadata) => metadata.Operators
        .SelectMany(state => state.Subtasks)
        .SelectMany(subtask => subtask.Files);

    /// <summary>The names of the files that it may have in common with other checkpoints of its job.</summary>
    public static IReadOnlySet<string> SharedBy(CheckpointMetadata metadata) => Of(metadata).Select(handle => handle.SharedName).OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>Reads all of some state.</summary>
    /// <exception cref="CorruptStateException">It is not what was written.</exception>
    public static async Task CheckAsync(ICheckpointReader reader, StateHandle handle, CancellationToken cancellationToken)
    {
        CheckpointInput input = await reader.OpenAsync(handle, cancellationToken).ConfigureAwait(false);
        await using (input.ConfigureAwait(false))
        {
            await CheckAsync(input, handle, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads all of some state that is open.</summary>
    /// <exception cref="CorruptStateException">It is not what was written.</exception>
    public static async Task CheckAsync(CheckpointInput input, StateHandle handle, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[ReadBytes];
        uint checksum = Crc32C.Start;
        for (long offset = 0; offset < handle.Length; offset += buffer.Length)
        {
            Memory<byte> part = buffer.AsMemory(0, (int)Math.Min(buffer.Length, handle.Length - offset));
            await input.ReadAsync(offset, part, cancellationToken).ConfigureAwait(false);
            checksum = Crc32C.Append(checksum, part.Span);
        }

        if (checksum != handle.Checksum)
        {
            throw new CorruptStateException($"{handle} is not what was written: its checksum is {checksum:x8}, {handle.Checksum:x8} was written.");
        }
    }

    /// <summary>Makes sure that all its files are there, as long as they were written; what is in them is not read.</summary>
    /// <exception cref="CorruptStateException">One is not.</exception>
    public static async Task FindAllAsync(ICheckpointReader reader, CheckpointMetadata metadata, CancellationToken cancellationToken)
    {
        foreach (StateHandle handle in Of(metadata))
        {
            CheckpointInput input = await reader.OpenAsync(handle, cancellationToken).ConfigureAwait(false);
            await input.DisposeAsync().ConfigureAwait(false);
        }
    }
}
