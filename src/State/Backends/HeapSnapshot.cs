using System.Collections.Immutable;
using Weir.State.Codecs;
using Weir.State.Keys;
using Weir.State.Storage;

namespace Weir.State.Backends;

/// <summary>A snapshot of a heap backend, written group by group. What a group shares with the stream is given up as soon as it is written.</summary>
internal sealed class HeapSnapshot(
    long checkpointId, KeyGroupRange keyGroups, ImmutableArray<(StoredState State, HeapCapture Capture)> captures, ImmutableArray<RestoredChunk> unclaimed)
    : KeyedSnapshot
{
    private const int ChunkSize = 64 * 1024;
    private const int FlushSize = 256 * 1024;

    private const int Idle = 0;
    private const int Writing = 1;
    private const int Released = 2;

    private int _phase;

    public override long CheckpointId => checkpointId;

    public override async Task<ImmutableArray<KeyedStateHandle>> WriteAsync(ICheckpointWriter writer, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var before = Interlocked.CompareExchange(ref _phase, Writing, Idle);
        if (before != Idle)
        {
            throw new InvalidOperationException($"The keyed state of '{name}' for checkpoint {checkpointId} is {(before == Writing ? "written" : "given up")} already.");
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
                return [new GroupedStateHandle(await stream.CloseAsync(cancellationToken).ConfigureAwait(false), keyGroups, offsets)];
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

    private bool IsEmpty()
    {
        if (!unclaimed.IsEmpty)
        {
            return false;
        }

        for (var group = 0; group < keyGroups.Count; group++)
        {
            foreach (var (_, capture) in captures)
            {
                if (capture.Count(group) > 0)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private async Task<ImmutableArray<long>> WriteAsync(CheckpointStream stream, CancellationToken cancellationToken)
    {
        var descriptions = captures.Select(capture => capture.State).Concat(unclaimed.Select(chunk => chunk.State).Distinct()).ToList();
        var buffer = new StateWriter(FlushSize + (2 * ChunkSize));
        KeyedStateFormat.WriteHeader(buffer, descriptions);
        var offsets = ImmutableArray.CreateBuilder<long>(keyGroups.Count + 1);
        offsets.Add(buffer.Length);
        var unclaimedByGroup = unclaimed.ToLookup(chunk => chunk.KeyGroup);
        for (var group = 0; group < keyGroups.Count; group++)
        {
            for (var state = 0; state < captures.Length; state++)
            {
                var capture = captures[state].Capture;
                var cursor = 0;
                for (var more = capture.Count(group) > 0; more;)
                {
                    more = WriteChunk(buffer, state, capture, group, ref cursor);
                    await FlushAsync(stream, buffer, FlushSize, cancellationToken).ConfigureAwait(false);
                }

                capture.Done(group);
            }

            foreach (var chunk in unclaimedByGroup[keyGroups.Start + group])
            {
                // Looked for behind the live states: an unclaimed state may be described as a live one is, but has its own place.
                WriteChunkHeader(buffer, descriptions.IndexOf(chunk.State, captures.Length), chunk.Count, chunk.Bytes.Length);
                buffer.WriteBytes(chunk.Bytes.Span);
                await FlushAsync(stream, buffer, FlushSize, cancellationToken).ConfigureAwait(false);
            }

            offsets.Add(stream.Length + buffer.Length);
        }

        await FlushAsync(stream, buffer, 0, cancellationToken).ConfigureAwait(false);
        return offsets.MoveToImmutable();
    }

    private static bool WriteChunk(StateWriter buffer, int state, HeapCapture capture, int group, ref int cursor)
    {
        var start = buffer.Length;
        WriteChunkHeader(buffer, state, 0, 0);
        var more = capture.Write(group, HeapCapture.Always, ref cursor, ChunkSize, buffer, out var count);
        buffer.PatchInt32(start + sizeof(ushort), count);
        buffer.PatchInt32(start + sizeof(ushort) + sizeof(int), buffer.Length - start - KeyedStateFormat.ChunkHeaderSize);
        return more;
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
        foreach (var (_, capture) in captures)
        {
            capture.Release();
        }
    }
}
