using Akka.Actor;
using Akka.Event;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Logging;
using Weir.Actors.Messages;
using Weir.Actors.Subtasks;
using Weir.Operators.Graph;
using Weir.Operators.Runtime;

namespace Weir.Actors.JobMasters;

/// <summary>The split enumerators of a job's sources. What they do elsewhere comes back to the owner as a message.</summary>
internal sealed class SplitEnumerators(JobSpecification job, IActorRef owner, ILoggingAdapter log, CancellationToken stopping)
{
    private readonly Dictionary<VertexId, EnumeratorHost> _hosts = [];

    public bool IsCurrent(EnumeratorHost host) => _hosts.TryGetValue(host.Vertex, out EnumeratorHost? current) && current == host;

    /// <summary>The sources among these subtasks start again, from what their enumerators had in the checkpoint.</summary>
    /// <returns>The cause when one could not be made; null when all are on their way.</returns>
    public FailureCause? Reset(IReadOnlyList<SubtaskId> subtasks, RestoredCheckpoint restored)
    {
        foreach (VertexId vertex in subtasks.Select(subtask => subtask.Vertex).Distinct())
        {
            JobVertex source = job.Graph.Vertices[vertex.Value];
            if (_hosts.Remove(vertex, out EnumeratorHost? old))
            {
                Close(old);
            }

            ISourceEnumerator? enumerator;
            try
            {
                enumerator = source.CreateEnumerator();
            }
            catch (Exception error)
            {
                return CauseOf(error, $"Source '{source.Name}' could not make its enumerator");
            }

            if (enumerator is null)
            {
                continue;
            }

            var host = new EnumeratorHost(vertex, source.Name, enumerator, restored.EnumeratorStateOf(vertex));
            _hosts.Add(vertex, host);
            host.StartAsync(stopping).PipeTo(
                owner,
                success: () => new EnumeratorMoved(host, Error: null),
                failure: error => new EnumeratorMoved(host, error));
        }

        return null;
    }

    /// <summary>A reader wants splits: it gets them now, or when there are some. Returns the cause when the enumerator failed.</summary>
    public FailureCause? Request(SplitsRequested request, IActorRef reader)
    {
        if (!_hosts.TryGetValue(request.Subtask.Vertex, out EnumeratorHost? host))
        {
            // It could not be made, and the job is on its way to another attempt.
            return null;
        }

        try
        {
            host.Request(request.Subtask, request.Attempt, request.Assignments, reader);
            return null;
        }
        catch (Exception error)
        {
            return CauseOf(error, $"Source '{host.Name}' could not hand out splits");
        }
    }

    /// <summary>How many assignments that attempt of a source was sent.</summary>
    public int AssignmentsTo(SubtaskAttempt source) =>
        _hosts.TryGetValue(source.Subtask.Vertex, out EnumeratorHost? host) ? host.AssignmentsTo(source.Subtask, source.Attempt) : 0;

    public void Discover(DiscoverSplits discover)
    {
        EnumeratorHost host = discover.Host;
        if (IsCurrent(host))
        {
            host.DiscoverAsync(stopping).PipeTo(
                owner,
                success: _ => new EnumeratorMoved(host, Error: null),
                failure: error => new EnumeratorMoved(host, error));
        }
    }

    /// <summary>An enumerator has started or looked for splits: serves those who wait. Returns the cause when it failed.</summary>
    public FailureCause? Moved(EnumeratorMoved moved)
    {
        if (!IsCurrent(moved.Host))
        {
            return null;
        }

        try
        {
            if (moved.Error is { } error)
            {
                throw error;
            }

            moved.Host.Serve();
            return null;
        }
        catch (Exception failure)
        {
            return CauseOf(failure, $"Source '{moved.Host.Name}' could not find its splits");
        }
    }

    public CoordinatorEvent Snapshot(long checkpointId)
    {
        try
        {
            return new EnumeratorsSnapshotted(
                checkpointId,
                new EnumeratorStates(_hosts.ToDictionary(host => host.Key, host => host.Value.Snapshot(checkpointId))));
        }
        catch (Exception error)
        {
            return new EnumeratorsFailed(checkpointId, FailureCause.From(error));
        }
    }

    public void CloseAll()
    {
        foreach (EnumeratorHost host in _hosts.Values)
        {
            Close(host);
        }

        _hosts.Clear();
    }

    private static FailureCause CauseOf(Exception error, string what)
    {
        FailureCause cause = FailureCause.From(error, isPermanent: PermanentFailure.IsBehind(error));
        return cause with { Message = $"{what}: {cause.Message}" };
    }

    private void Close(EnumeratorHost host) => _ = CloseAsync(host);

    private async Task CloseAsync(EnumeratorHost host)
    {
        try
        {
            await host.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            log.OfVertex(job.Graph.Vertices[host.Vertex.Value]).Warning(error, "Job {0}: the split enumerator of source '{1}' did not close cleanly: {2}", job.JobId, host.Name, error.Message);
        }
    }
}
