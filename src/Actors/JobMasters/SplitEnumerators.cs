using Akka.Actor;
using Akka.Event;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Operators.Graph;

namespace Weir.Actors.JobMasters;

/// <summary>The split enumerators of a job's sources. What they do elsewhere comes back to the owner as a message.</summary>
internal sealed class SplitEnumerators(JobSpecification job, IActorRef owner, ILoggingAdapter log, CancellationToken stopping)
{
    private readonly Dictionary<VertexId, EnumeratorHost> _hosts = [];

    public bool IsCurrent(EnumeratorHost host) => _hosts.TryGetValue(host.Vertex, out EnumeratorHost? current) && current == host;

    /// <summary>The sources among these subtasks start again, from what their enumerators had in the checkpoint.</summary>
    public void Reset(IReadOnlyList<SubtaskId> subtasks, RestoredCheckpoint restored)
    {
        foreach (VertexId vertex in subtasks.Select(subtask => subtask.Vertex).Distinct())
        {
            JobVertex source = job.Graph.Vertices[vertex.Value];
            if (source.CreateEnumerator() is not { } enumerator)
            {
                continue;
            }

            if (_hosts.Remove(vertex, out EnumeratorHost? old))
            {
                Close(old);
            }

            var host = new EnumeratorHost(vertex, source.Name, enumerator, restored.EnumeratorStateOf(vertex));
            _hosts.Add(vertex, host);
            host.StartAsync(stopping).PipeTo(
                owner,
                success: () => new EnumeratorMoved(host, Error: null),
                failure: error => new EnumeratorMoved(host, error));
        }
    }

    public void Request(SubtaskId subtask, Attempt attempt, IActorRef reader) => _hosts[subtask.Vertex].Request(subtask, attempt, reader);

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
            FailureCause cause = FailureCause.From(failure);
            return cause with { Message = $"Source '{moved.Host.Name}' could not find its splits: {cause.Message}" };
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

    private void Close(EnumeratorHost host) => host.DisposeAsync().AsTask().ContinueWith(
        closed => log.Warning(closed.Exception, "Job {0}: the split enumerator of source '{1}' did not close cleanly.", job.JobId, host.Name),
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted,
        TaskScheduler.Default);
}
