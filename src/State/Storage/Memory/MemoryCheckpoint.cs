using System.Collections.Concurrent;

namespace Weir.State.Storage.Memory;

/// <summary>One checkpoint in memory.</summary>
/// <param name="jobId">Whose it is.</param>
/// <param name="id">Its id.</param>
/// <param name="shared">The files that the job's checkpoints share; null for a savepoint, which has none of them.</param>
internal sealed class MemoryCheckpoint(string jobId, long id, ConcurrentDictionary<string, byte[]>? shared) : ICheckpointWriter, ICheckpointReader
{
    private readonly ConcurrentDictionary<string, byte[]> _states = new(StringComparer.Ordinal);

    public string JobId => jobId;

    public long Id => id;

    /// <summary>The ids of the jobs that have started from it; guarded by the storage.</summary>
    public HashSet<string> Users { get; } = [];

    public byte[]? Metadata { get; set; }

    /// <summary>Not one of the job's checkpoints: set aside, or a savepoint.</summary>
    public bool IsSetAside { get; set; }

    public CheckpointStream Create(string name, StateScope scope) =>
        scope == StateScope.Own ? new Stream(_states, name, StateHandle.OfFile)
        : shared is not null ? new Stream(shared, SharedName.New(id, name), StateHandle.OfShared)
        : throw new InvalidOperationException($"Savepoint {id} in memory has all that it names for itself.");

    public Task<CheckpointInput> OpenAsync(StateHandle handle, CancellationToken cancellationToken)
    {
        if (handle.IsInline)
        {
            return Task.FromResult<CheckpointInput>(new BytesInput(handle, handle.Inline, $"checkpoint {id} in memory"));
        }

        byte[]? bytes = null;
        return (handle.SharedName is { } name ? shared?.TryGetValue(name, out bytes) == true : _states.TryGetValue(handle.Path!, out bytes))
            ? Task.FromResult<CheckpointInput>(new BytesInput(handle, bytes!, $"checkpoint {id} in memory"))
            : throw new CorruptStateException($"Checkpoint {id} in memory has no state '{handle.Path}'.");
    }

    private sealed class Stream(ConcurrentDictionary<string, byte[]> states, string name, Func<string, long, uint, StateHandle> toHandle) : CheckpointStream
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
            for (int number = 1; !states.TryAdd(path, bytes); number++)
            {
                path = $"{name}-{number}";
            }

            return Task.FromResult(toHandle(path, bytes.Length, Crc32C.Of(bytes)));
        }

        public override ValueTask DisposeAsync() => _bytes.DisposeAsync();
    }
}
