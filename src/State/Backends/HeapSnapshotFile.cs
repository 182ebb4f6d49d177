using System.Collections.Immutable;
using Weir.State.Codecs;
using Weir.State.Keys;
using Weir.State.Storage;

namespace Weir.State.Backends;

/// <summary>The file that a heap snapshot writes. It is made when there is something to write; without any key group's content there is none.</summary>
internal sealed class HeapSnapshotFile(
    ICheckpointWriter writer,
    string name,
    StateScope scope,
    ImmutableArray<(StoredState State, HeapCapture Capture)> captures,
    ImmutableArray<RestoredChunk> unclaimed,
    SnapshotCleanUp cleanUp) : IAsyncDisposable
{
    private const int ChunkSize = 64 * 1024;
    private const int FlushSize = 256 * 1024;

    private readonly ImmutableArray<StoredState> _states = [.. captures.Select(capture => capture.State), .. unclaimed.Select(chunk => chunk.State).Distinct()];
    private readonly StateWriter _buffer = new(FlushSize + (2 * ChunkSize));
    private readonly ImmutableArray<long>.Builder _offsets = ImmutableArray.CreateBuilder<long>();
    private CheckpointStream? _stream;

    private long Position => (_stream?.Length ?? 0) + _buffer.Length;

    public void Begin(byte version)
    {
        KeyedStateFormat.WriteHeader(_buffer, _states, version);
        _offsets.Add(Position);
    }

    /// <summary>Writes the next key group.</summary>
    /// <param name="group">Its number from the backend's first.</param>
    /// <param name="since">The version whose changes are wanted; or <see cref="HeapCapture.Always"/>.</param>
    /// <param name="chunks">What goes with it as it was restored.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task WriteGroupAsync(int group, int since, IEnumerable<RestoredChunk> chunks, CancellationToken cancellationToken)
    {
        for (var state = 0; state < captures.Length; state++)
        {
            var capture = captures[state].Capture;

            // Removed keys first: some of them have been added again.
            var cursor = 0;
            for (var more = since != HeapCapture.Always; more;)
            {
                more = WriteChunk(state | KeyedStateFormat.Removal, capture, group, since, ref cursor);
                await FlushAsync(FlushSize, cancellationToken).ConfigureAwait(false);
            }

            cursor = 0;
            for (var more = true; more;)
            {
                more = WriteChunk(state, capture, group, since, ref cursor);
                await FlushAsync(FlushSize, cancellationToken).ConfigureAwait(false);
            }

            capture.Done(group);
        }

        foreach (var chunk in chunks)
        {
            // Looked for behind the live states: an unclaimed state may be described as a live one is, but has its own place.
            var state = _states.IndexOf(chunk.State, captures.Length);
            WriteChunkHeader(chunk.IsRemoval ? state | KeyedStateFormat.Removal : state, chunk.Count, chunk.Bytes.Length);
            _buffer.WriteBytes(chunk.Bytes.Span);
            await FlushAsync(FlushSize, cancellationToken).ConfigureAwait(false);
        }

        _offsets.Add(Position);
    }

    /// <summary>Null when the key groups have nothing.</summary>
    public async Task<GroupedStateHandle?> CloseAsync(KeyGroupRange keyGroups, CancellationToken cancellationToken)
    {
        if (_offsets[^1] == _offsets[0])
        {
            return null;
        }

        await FlushAsync(0, cancellationToken).ConfigureAwait(false);
        return new GroupedStateHandle(await _stream!.CloseAsync(cancellationToken).ConfigureAwait(false), keyGroups, _offsets.ToImmutable());
    }

    public ValueTask DisposeAsync() => _stream?.DisposeAsync() ?? ValueTask.CompletedTask;

    private bool WriteChunk(int state, HeapCapture capture, int group, int since, ref int cursor)
    {
        var start = _buffer.Length;
        WriteChunkHeader(state, 0, 0);
        var more = (state & KeyedStateFormat.Removal) != 0
            ? capture.WriteRemoved(group, since, ref cursor, ChunkSize, _buffer, out var count)
            : capture.Write(group, since, ref cursor, ChunkSize, _buffer, out count);

        // What lies over another layer stays whole: what is left out of it would be seen in the one below.
        if (since == HeapCapture.Always)
        {
            count = cleanUp.Apply(_states[state], _buffer, start + KeyedStateFormat.ChunkHeaderSize, count);
        }

        if (count == 0)
        {
            _buffer.Truncate(start);
            return more;
        }

        _buffer.PatchInt32(start + sizeof(ushort), count);
        _buffer.PatchInt32(start + sizeof(ushort) + sizeof(int), _buffer.Length - start - KeyedStateFormat.ChunkHeaderSize);
        return more;
    }

    private void WriteChunkHeader(int state, int count, int length)
    {
        _buffer.WriteUInt16(checked((ushort)state));
        _buffer.WriteInt32(count);
        _buffer.WriteInt32(length);
    }

    private async ValueTask FlushAsync(int atLeast, CancellationToken cancellationToken)
    {
        if (_buffer.Length > 0 && _buffer.Length >= atLeast)
        {
            _stream ??= writer.Create(name, scope);
            await _stream.WriteAsync(_buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
            _buffer.Clear();
        }
    }
}
