using System.Collections.Immutable;
using System.Globalization;
using Weir.Operators.Elements;
using Weir.State.Backends;
using Weir.State.Storage;

namespace Weir.Operators.InFlight;

/// <summary>
/// What is in flight to a subtask at an overtaking barrier: gathered by the subtask's thread while the stream goes on, up
/// to the barrier of each channel; then written with the snapshot.
/// </summary>
/// <param name="checkpointId">The checkpoint.</param>
/// <param name="uid">The chain's first operator, which the records are for.</param>
/// <param name="createLog">For one of the chain's inputs.</param>
/// <param name="limit">Bytes that are kept at most: a barrier that does not come must not cost all memory.</param>
internal sealed class InFlightCapture(long checkpointId, string uid, Func<int, InFlightLog> createLog, long limit)
{
    private readonly SortedDictionary<int, InFlightLog> logs = [];
    private readonly TaskCompletionSource<TimeSpan> complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long CheckpointId => checkpointId;

    public string Uid => uid;

    /// <summary>From the first barrier to the last, once the barriers of all channels have come. Cancelled when the checkpoint is given up; it fails when there is too much.</summary>
    public Task<TimeSpan> Complete => complete.Task;

    /// <summary>Of records processed meanwhile.</summary>
    public long BytesProcessed { get; set; }

    public void Append(int input, RecordBatch batch, int offset, int count)
    {
        if (complete.Task.IsFaulted)
        {
            return;
        }

        if (!logs.TryGetValue(input, out var log))
        {
            log = createLog(input);
            logs.Add(input, log);
        }

        log.Append(batch, offset, count);
        if (logs.Values.Sum(static each => (long)each.Length) is var length && length > limit)
        {
            logs.Clear();
            complete.TrySetException(new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"{length} bytes of records were in flight to '{uid}' in front of the barriers of checkpoint {checkpointId}, and {limit} at most are stored. ")
                + "A subtask upstream holds a barrier back: find what it waits for, raise weir.checkpointing.unaligned.max-in-flight, or set weir.checkpointing.unaligned.enabled to false."));
        }
    }

    public void End(TimeSpan duration) => complete.TrySetResult(duration);

    public void Discard() => complete.TrySetCanceled();

    /// <summary>Writes what was gathered, once it is complete. Null: nothing was in flight.</summary>
    public async Task<OperatorStateHandle?> WriteAsync(ICheckpointWriter writer, string name, CancellationToken cancellationToken)
    {
        await Complete.WaitAsync(cancellationToken).ConfigureAwait(false);
        var lists = logs.Values.Select(log => log.Stored()).Where(list => list.Elements.Count > 0).ToImmutableArray();
        return await new OperatorSnapshot(checkpointId, lists).WriteAsync(writer, name, cancellationToken).ConfigureAwait(false);
    }
}
