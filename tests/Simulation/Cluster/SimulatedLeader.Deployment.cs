using Weir.Actors.Jobs;
using Weir.Actors.Slots;
using Weir.Simulation.Model;
using Weir.Simulation.World;

namespace Weir.Simulation.Cluster;

/// <content>The job's subtasks, on other nodes.</content>
internal sealed partial class SimulatedLeader
{
    private readonly HashSet<int> _attempts = [];

    private void Deploy(DeploySubtasks deploy)
    {
        _attempts.Add(deploy.Attempt.Number);
        if (!world.Journal.HasTaken(deploy.Attempt))
        {
            throw new Violation($"{deploy.Attempt} is deployed, and is not recorded");
        }

        if (world.Journal.IsCurrent(this))
        {
            world.Relaunches.Deploys(world.Scheduler.Clock);
            if (deploy.RestoreFrom is null && (world.Journal.HasState || _shape.StartFrom > 0))
            {
                throw new Violation("the job is deployed without state, and it had some");
            }
        }

        var content = deploy.RestoreFrom is { } from ? Restored(from) : null;
        world.Restores += content is null ? 0 : 1;
        foreach (var pipeline in deploy.Subtasks.Select(ModelTopology.PipelineOf).Distinct())
        {
            _unassigned[pipeline] = new Queue<int>(content is { Enumerators: EnumeratorsState state }
                ? state.Unassigned[pipeline]
                : Enumerable.Range(0, world.Options.SplitsPerPipeline));
        }

        var created = new List<HostedSubtask>();
        foreach (var id in deploy.Subtasks)
        {
            var host = _taskManagers[_slots[id.Index]];
            var subtask = new HostedSubtask(this, host, Create(host, id, deploy.Attempt), deploy, content, _shape);
            _subtasks[id] = subtask;
            created.Add(subtask);
        }

        created.ForEach(Connect);
        foreach (var subtask in created)
        {
            var registration = _slots[subtask.Model.Id.Index].Registration;
            var epoch = _registry.Epoch;
            world.Network.Send(node, subtask.Node, () => subtask.Node.Deploy(subtask, registration, epoch));
        }
    }

    private CheckpointContent? Restored(long checkpointId)
    {
        if (!world.Journal.WasRecorded(checkpointId))
        {
            throw new Violation($"checkpoint {checkpointId} is restored, and was never recorded");
        }

        if (world.Journal.IsCurrent(this))
        {
            world.CheckRestore(checkpointId);
            if (world.StorageOf(checkpointId).Problem(checkpointId) is { } problem)
            {
                throw new Violation($"checkpoint {checkpointId} is restored, but {problem}");
            }

            if (checkpointId < world.Journal.LatestRecorded && !world.MayGoBack)
            {
                throw new Violation($"checkpoint {checkpointId} is restored; {world.Journal.LatestRecorded} had been completed");
            }
        }

        return world.StorageOf(checkpointId).Metadata(checkpointId);
    }

    /// <summary>On the subtask's node: it gets its state.</summary>
    public void Restore(HostedSubtask subtask)
    {
        var id = subtask.Model.Id;
        try
        {
            if (ModelTopology.StageOf(id) == 2)
            {
                var kept = subtask.Content is null ? [] : States<IReadOnlyList<string>>(subtask, id.Vertex).SelectMany(state => state).ToList();
                world.Output.AbortAllBut(
                    ModelTopology.PipelineOf(id), kept, Mutation == ClusterMutation.AbortLaterAttempts ? null : subtask.Model.Attempt);
            }

            if (subtask.Content is null)
            {
                subtask.Model.Restore(null, []);
            }
            else
            {
                subtask.Model.Restore(StateFor(subtask), ModelTopology.InFlightTo(id, subtask.Shape.Pipelines, Snapshots(subtask, id.Vertex)));
            }
        }
        catch (MissingStateException missing)
        {
            subtask.Node.Crash(subtask.Model, missing.Message);
        }
    }

    // What all subtasks of the vertex had, dealt to those that there are now.
    private object StateFor(HostedSubtask subtask)
    {
        var id = subtask.Model.Id;
        var (sources, counters, sinks) = subtask.Shape.Pipelines[ModelTopology.PipelineOf(id)];
        return ModelTopology.StageOf(id) switch
        {
            0 => States<IReadOnlyList<(int Split, int Offset)>>(subtask, id.Vertex).SelectMany(state => state).Where((_, index) => index % sources == id.Index).ToList(),
            1 => States<IReadOnlyDictionary<long, long>>(subtask, id.Vertex).SelectMany(state => state).Where(count => count.Key % counters == id.Index).ToDictionary(),
            _ => States<IReadOnlyList<string>>(subtask, id.Vertex).SelectMany(state => state).Where((_, index) => index % sinks == id.Index).ToList(),
        };
    }

    private IEnumerable<T> States<T>(HostedSubtask subtask, VertexId vertex)
        where T : class =>
        Snapshots(subtask, vertex).Select(snapshot => (T)snapshot.State);

    private List<ModelSnapshot> Snapshots(HostedSubtask subtask, VertexId vertex)
    {
        var states = new List<ModelSnapshot>();
        foreach (var (_, name) in subtask.Content!.FileOf.Where(each => each.Key.Vertex == vertex).OrderBy(each => each.Key))
        {
            if (world.StorageOf(subtask.RestoreFrom!.Value).Read(subtask.RestoreFrom.Value, name) is not ModelSnapshot state)
            {
                // One that stood still may find that what it was to restore has been dropped since.
                return Storage.Outcome is null && world.Journal.IsCurrent(this) && ReferenceEquals(_subtasks.GetValueOrDefault(subtask.Model.Id), subtask) && !world.MayGoBack
                    ? throw new Violation($"file {name} of checkpoint {subtask.RestoreFrom} is restored, but it cannot be read")
                    : throw new MissingStateException($"{name} of checkpoint {subtask.RestoreFrom} is gone");
            }

            states.Add(state);
        }

        return states;
    }

    private ModelSubtask Create(SimulatedNode host, SubtaskId id, Attempt attempt)
    {
        var pipeline = ModelTopology.PipelineOf(id);
        var (_, counters, sinks) = _shape.Pipelines[pipeline];
        return ModelTopology.StageOf(id) switch
        {
            0 => new ModelSource(host, id, attempt, pipeline, counters),
            1 => new ModelCounter(host, id, attempt, sinks),
            _ => new ModelSink(host, id, attempt, pipeline),
        };
    }

    private void Connect(HostedSubtask producer)
    {
        var id = producer.Model.Id;
        var (_, counters, sinks) = _shape.Pipelines[ModelTopology.PipelineOf(id)];
        var targets = ModelTopology.StageOf(id) switch { 0 => counters, 1 => sinks, _ => 0 };
        for (var target = 0; target < targets; target++)
        {
            var consumer = _subtasks[new SubtaskId(id.Vertex.Value + 1, target)];
            var channel = new Channel(world.Scheduler, Chance, world.Options, producer.Model, consumer.Model, id.Index);
            producer.Model.AddOutput(channel);
            consumer.Model.AddInput(channel);
        }
    }

    private void Stop(StopSubtasks stop)
    {
        foreach (var id in stop.Subtasks)
        {
            var subtask = _subtasks[id];
            var epoch = _registry.Epoch;
            world.Network.Send(node, subtask.Node, () => subtask.Node.Handle(new StopReceived(subtask.Key, epoch), this));
        }
    }

    private void Ask(AskSubtasks ask)
    {
        foreach (var (id, attempt) in ask.Subtasks)
        {
            if (_subtasks.TryGetValue(id, out var subtask) && subtask.Model.Attempt == attempt)
            {
                var epoch = _registry.Epoch;
                world.Network.Send(node, subtask.Node, () => subtask.Node.Handle(new QuestionReceived(subtask.Key, epoch), this));
            }
        }
    }

    private void ForEach(IReadOnlyList<SubtaskAttempt> subtasks, Action<ModelSubtask> tell)
    {
        foreach (var (id, attempt) in subtasks)
        {
            if (_subtasks.TryGetValue(id, out var subtask) && subtask.Model.Attempt == attempt
                && !(world.HasFaults && Chance.Happens(world.Options.MessageLoss)))
            {
                Send(subtask, () => tell(subtask.Model));
            }
        }
    }

    private void Send(HostedSubtask subtask, Action arrive) => world.Network.Send(node, subtask.Node, () =>
    {
        if (subtask.Model.IsAlive)
        {
            arrive();
        }
    });

    private sealed class MissingStateException(string message) : Exception(message);
}
