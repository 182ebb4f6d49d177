using System.Collections.Concurrent;
using Weir.State.Storage;

namespace Weir.Actors.Subtasks;

/// <summary>Notes what is written of a snapshot: how much, and which files nobody would delete with the checkpoint.</summary>
internal sealed class NotingCheckpointWriter(ICheckpointWriter writer) : ICheckpointWriter
{
    private readonly ConcurrentBag<string> _shared = [];
    private long _length;

    /// <summary>Bytes of state, without what earlier checkpoints have written.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>The shared files that were written.</summary>
    public IReadOnlyCollection<string> Shared => _shared;

    public CheckpointStream Create(string name, StateScope scope) => new Stream(this, writer.Create(name, scope));

    public CheckpointStream CreateFrom(string file, string name, StateScope scope) => new Stream(this, writer.CreateFrom(file, name, scope));

    public void NameAgain(StateHandle state, string file) => writer.NameAgain(state, file);

    private sealed class Stream(NotingCheckpointWriter owner, CheckpointStream stream) : CheckpointStream
    {
        public override long Length => stream.Length;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => stream.WriteAsync(bytes, cancellationToken);

        public override async Task<StateHandle> CloseAsync(CancellationToken cancellationToken)
        {
            StateHandle handle = await stream.CloseAsync(cancellationToken).ConfigureAwait(false);
            Interlocked.Add(ref owner._length, handle.Length);
            if (handle.SharedName is { } name)
            {
                owner._shared.Add(name);
            }

            return handle;
        }

        public override ValueTask DisposeAsync() => stream.DisposeAsync();
    }
}
