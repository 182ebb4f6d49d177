using System.Collections.Concurrent;

namespace Weir.State.Storage.Memory;

/// <summary>One checkpoint in memory.</summary>
internal sealed class MemoryCheckpoint(string jobId, long id) : ICheckpointWriter, ICheckpointReader
{
    private readonly ConcurrentDictionary<string, byte[]> _states = new(StringComparer.Ordinal);

    public string JobId => jobId;

    public long Id => id;

    /// <summary>The ids of the jobs that have started from it; guarded by the storage.</summary>
    public HashSet<string> Users { get; } = [];

    public byte[]? Metadata { get; set; }

    /// <summary>Not one of the job's checkpoints: set aside, or a savepoint.</summary>
    public bool IsSetAside { get; set; }

    public CheckpointStream Create(string name) => new Stream(this, name);

    public Task<CheckpointInput> OpenAsync(StateHandle handle, CancellationToken cancellationToken)
    {
        if (handle.IsInline)
        {
            return Task.FromResult<CheckpointInput>(new BytesInput(handle, handle.Inline, $"checkpoint {id} in memory"));
        }

        return _states.TryGetValue(handle.Path!, out byte[]? bytes)
            ? Task.FromResult<CheckpointInput>(new BytesInput(handle, bytes, $"checkpoint {id} in memory"))
            : throw new CorruptStateException($"Checkpoint {id} in memory has no state '{handle.Path}'.");
    }

    private sealed class Stream(MemoryCheckpoint owner, string name) : CheckpointStream
    {
        private readonly MemoryStream _bytes = new();

        public override long Length => _bytes.Length;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _bytes.Write(bytes.Span);
            return ValueTask.CompletedTask;
        }

        public override Task<StateHandle> CloseAsync(CancellationToken cancellationToken)
        {
            byte[] bytes = _bytes.ToArray();
            string path = name;
            for (int number = 1; !owner._states.TryAdd(path, bytes); number++)
            {
                path = $"{name}-{number}";
            }

            return Task.FromResult(StateHandle.OfFile(path, bytes.Length, Crc32C.Of(bytes)));
        }

        public override ValueTask DisposeAsync() => _bytes.DisposeAsync();
    }
}
