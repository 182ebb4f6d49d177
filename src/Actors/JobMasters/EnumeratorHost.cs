using Akka.Actor;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Operators.Runtime;

namespace Weir.Actors.JobMasters;

/// <summary>
/// A source's split enumerator, with the readers that wait for it. Owned by the job master: assigning splits
/// and triggering checkpoints by the same actor is what keeps a split on the right side of a barrier.
/// </summary>
internal sealed class EnumeratorHost(VertexId vertex, string name, ISourceEnumerator enumerator, byte[]? restored) : IAsyncDisposable
{
    private readonly Dictionary<SubtaskId, (Attempt Attempt, IActorRef Reader)> _waiting = [];
    private readonly Dictionary<SubtaskId, (Attempt Attempt, int Number, ReadOnlyMemory<byte> Splits)> _assigned = [];
    private bool _isStarted;

    public VertexId Vertex => vertex;

    public string Name => name;

    public TimeSpan? DiscoveryInterval => enumerator.DiscoveryInterval;

    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.Run(async () => await enumerator.StartAsync(restored, cancellationToken).ConfigureAwait(false), cancellationToken);

    public Task<bool> DiscoverAsync(CancellationToken cancellationToken) =>
        Task.Run(async () => await enumerator.DiscoverAsync(cancellationToken).ConfigureAwait(false), cancellationToken);

    /// <summary>How many assignments that attempt was sent.</summary>
    public int AssignmentsTo(SubtaskId subtask, Attempt attempt) =>
        _assigned.TryGetValue(subtask, out var last) && last.Attempt == attempt ? last.Number : 0;

    /// <param name="subtask">The reader's subtask.</param>
    /// <param name="attempt">Its attempt, which must be the current one: splits that another is given are lost.</param>
    /// <param name="had">How many assignments it has had so far.</param>
    /// <param name="reader">The reader.</param>
    public void Request(SubtaskId subtask, Attempt attempt, int had, IActorRef reader)
    {
        if (had < AssignmentsTo(subtask, attempt))
        {
            // The answer was lost with a connection, or is still on its way.
            var last = _assigned[subtask];
            reader.Tell(new SplitsAssigned(attempt, last.Number, last.Splits));
            return;
        }

        _waiting[subtask] = (attempt, reader);
        if (_isStarted)
        {
            Serve(subtask);
        }
    }

    /// <summary>The enumerator has started, or may have found new splits: those who wait are served.</summary>
    public void Serve()
    {
        _isStarted = true;
        foreach (SubtaskId subtask in _waiting.Keys.Order().ToArray())
        {
            Serve(subtask);
        }
    }

    /// <summary>Before it has started nothing has been handed out: its state is what it was given, null for none.</summary>
    public byte[]? Snapshot(long checkpointId) => _isStarted ? enumerator.Snapshot(checkpointId) : restored;

    public ValueTask DisposeAsync() => enumerator.DisposeAsync();

    private void Serve(SubtaskId subtask)
    {
        (Attempt attempt, IActorRef reader) = _waiting[subtask];
        SplitAssignment answer = enumerator.HandleRequest(subtask.Index);
        switch (answer.Kind)
        {
            case SplitAssignmentKind.Assigned:
                _waiting.Remove(subtask);
                int number = AssignmentsTo(subtask, attempt) + 1;
                _assigned[subtask] = (attempt, number, answer.Splits);
                reader.Tell(new SplitsAssigned(attempt, number, answer.Splits));
                break;
            case SplitAssignmentKind.NoMore:
                _waiting.Remove(subtask);
                reader.Tell(new NoMoreSplits(attempt));
                break;
            default:
                break;
        }
    }
}
