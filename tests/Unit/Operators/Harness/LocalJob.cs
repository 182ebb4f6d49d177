using System.Collections.Immutable;
using Weir.Operators.Chains;
using Weir.Operators.Graph;
using Weir.Operators.Runtime;
using Weir.State.Storage;
using Weir.State.Storage.Memory;

namespace Weir.Unit.Operators.Harness;

/// <summary>
/// Runs a job graph in one thread, step by step, with real chains, real checkpoints in memory and restores at any parallelism: what the
/// actors do, without actors.
/// </summary>
internal sealed class LocalJob : IAsyncDisposable
{
    public const string JobId = "0123456789abcdef0123456789abcdef";

    private readonly Dictionary<JobVertex, ISourceEnumerator> enumerators = [];
    private readonly List<LocalSubtask> subtasks = [];
    private readonly JobGraph graph;

    private LocalJob(JobGraph graph) => this.graph = graph;

    public IReadOnlyList<LocalSubtask> Subtasks => subtasks;

    public bool IsDataFinished => subtasks.TrueForAll(subtask => subtask.Chain.IsDataFinished);

    public static async Task<LocalJob> StartAsync(
        JobGraph graph, LocalCheckpoint? restored = null, TimeProvider? time = null, int batchSize = 1024, bool blocked = false, int attempt = 0)
    {
        var job = new LocalJob(graph);
        var channels = graph.Edges.ToDictionary(edge => edge, edge => Channels(edge, blocked));
        foreach (var vertex in graph.Vertices)
        {
            if (vertex.CreateEnumerator() is { } enumerator)
            {
                job.enumerators.Add(vertex, enumerator);
                await enumerator.StartAsync(restored?.CoordinatorStateOf(vertex.Uid), default);
            }

            for (var index = 0; index < vertex.Parallelism; index++)
            {
                var subtask = index;
                var environment = new SubtaskEnvironment(JobId, graph.Name, index, attempt, time ?? TimeProvider.System) { BatchSize = batchSize };
                var chain = OperatorChain.Create(vertex, environment, [.. vertex.Outputs.Select(edge => OutputsOf(edge, channels[edge], subtask))]);
                await chain.OpenAsync(restored?.StateOf(vertex, index), restored?.Reader, default);
                job.subtasks.Add(new LocalSubtask(vertex, index, chain, [.. vertex.Inputs.Select(edge => InputsOf(edge, channels[edge], subtask))]));
            }
        }

        return job;
    }

    /// <summary>Lets each source read once and everything else work until nothing is left to do; false when no source made progress.</summary>
    public bool Step()
    {
        var any = false;
        foreach (var subtask in subtasks)
        {
            any |= ReadSource(subtask);
        }

        Settle();
        return any;
    }

    /// <summary>Works off what is in the channels.</summary>
    public void Settle()
    {
        while (subtasks.Aggregate(false, (any, subtask) => subtask.Step() | any))
        {
        }
    }

    /// <summary>Reads bounded sources to their end.</summary>
    public void RunToEnd()
    {
        while (!IsDataFinished)
        {
            if (!Step() && !IsDataFinished)
            {
                throw new InvalidOperationException("The job makes no progress.");
            }
        }
    }

    public void AdvanceProcessingTime(long nowMs)
    {
        foreach (var subtask in subtasks)
        {
            if (subtask.Chain.NextProcessingTimerMs <= nowMs)
            {
                subtask.Chain.OnProcessingTime(nowMs);
            }
        }

        Settle();
    }

    /// <summary>Takes a checkpoint; when <paramref name="notify"/>, also makes the commits that it allows.</summary>
    public async Task<LocalCheckpoint> CheckpointAsync(long checkpointId, bool notify = true)
    {
        var storage = new InMemoryCheckpointStorage();
        var location = await storage.BeginCheckpointAsync(JobId, checkpointId, default);
        var coordinators = enumerators.ToDictionary(entry => entry.Key, entry => entry.Value.Snapshot(checkpointId));
        foreach (var subtask in subtasks.Where(subtask => subtask.Vertex.IsSource))
        {
            subtask.TakeCheckpoint(checkpointId);
        }

        Settle();
        var operators = ImmutableArray.CreateBuilder<OperatorState>();
        foreach (var group in subtasks.GroupBy(subtask => subtask.Vertex))
        {
            var written = new List<SubtaskSnapshot>();
            foreach (var subtask in group)
            {
                using var snapshot = subtask.Snapshot ?? throw new InvalidOperationException($"{group.Key} has no snapshot: the barrier has not come through.");
                written.Add(await snapshot.WriteAsync(storage.WriterFor(location), default));
                subtask.Snapshot = null;
            }

            foreach (var uid in group.Key.OperatorUids)
            {
                operators.Add(new OperatorState
                {
                    Uid = uid,
                    Parallelism = group.Key.Parallelism,
                    MaxParallelism = group.Key.MaxParallelism,
                    CoordinatorState = uid == group.Key.Uid && coordinators.TryGetValue(group.Key, out var state) ? state : null,
                    Subtasks = [.. written.Select(snapshot => snapshot.Operators[uid])],
                });
            }
        }

        if (notify)
        {
            await NotifyCompleteAsync(checkpointId);
        }

        return new LocalCheckpoint(checkpointId, operators.ToImmutable(), storage.ReaderFor(location));
    }

    public async Task NotifyCompleteAsync(long checkpointId)
    {
        foreach (var subtask in subtasks)
        {
            await subtask.Chain.NotifyCheckpointCompleteAsync(checkpointId);
            subtask.Chain.CommitsDone(checkpointId);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var subtask in subtasks)
        {
            await subtask.Chain.DisposeAsync();
        }

        foreach (var enumerator in enumerators.Values)
        {
            await enumerator.DisposeAsync();
        }
    }

    private static LocalChannel[][] Channels(JobEdge edge, bool blocked) =>
        [.. Enumerable.Range(0, edge.Source.Parallelism).Select(_ =>
            Enumerable.Range(0, edge.IsPointwise ? 1 : edge.Target.Parallelism).Select(_ => new LocalChannel(blocked)).ToArray())];

    private static LocalChannel[] OutputsOf(JobEdge edge, LocalChannel[][] channels, int subtask) => channels[subtask];

    private static LocalChannel[] InputsOf(JobEdge edge, LocalChannel[][] channels, int subtask) =>
        edge.IsPointwise ? [channels[subtask][0]] : [.. channels.Select(ofSource => ofSource[subtask])];

    private bool ReadSource(LocalSubtask subtask)
    {
        if (subtask.Chain.Source is not { } source || subtask.Chain.IsDataFinished)
        {
            return false;
        }

        if (source.NeedsSplits)
        {
            var assignment = enumerators[subtask.Vertex].HandleRequest(subtask.Index);
            if (assignment.Kind == SplitAssignmentKind.Assigned)
            {
                source.AddSplits(assignment.Splits);
            }
            else if (assignment.Kind == SplitAssignmentKind.NoMore)
            {
                source.NoMoreSplits();
            }
        }

        return source.Read() != SourceReadStatus.Waiting || source.NeedsSplits;
    }
}
