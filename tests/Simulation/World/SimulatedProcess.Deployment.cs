using Weir.Actors.Jobs;
using Weir.Simulation.Model;

namespace Weir.Simulation.World;

/// <content>Starting and stopping subtasks.</content>
internal sealed partial class SimulatedProcess
{
    private void Deploy(DeploySubtasks deploy)
    {
        var content = deploy.RestoreFrom is { } from ? Restored(from) : null;
        World.Restores += content is null ? 0 : 1;
        if (content is not null)
        {
            RestoreShared(deploy, content);
        }

        foreach (var pipeline in deploy.Subtasks.Select(ModelTopology.PipelineOf).Distinct())
        {
            World.Output.AbortAllBut(pipeline, content is null ? [] : Prepared(pipeline, deploy.RestoreFrom!.Value, content));
            _unassigned[pipeline] = new Queue<int>(content is { Enumerators: EnumeratorsState state }
                ? state.Unassigned[pipeline]
                : Enumerable.Range(0, World.Options.SplitsPerPipeline));
        }

        var created = new List<ModelSubtask>();
        foreach (var id in deploy.Subtasks)
        {
            if (_subtasks.TryGetValue(id, out var old) && old.IsAlive)
            {
                throw new Violation($"{id} is deployed as {deploy.Attempt} while {old.Attempt} is alive");
            }

            var subtask = Create(id, deploy.Attempt);
            _subtasks[id] = subtask;
            created.Add(subtask);
        }

        foreach (var subtask in created)
        {
            Connect(subtask);
        }

        foreach (var subtask in created)
        {
            Tell(subtask, () => Initialize(subtask, deploy, content), isLossy: false);
        }
    }

    private CheckpointContent? Restored(long checkpointId)
    {
        World.CheckRestore(checkpointId);
        if (Mutation == Mutation.None && World.StorageOf(checkpointId).Problem(checkpointId) is { } problem)
        {
            throw new Violation($"checkpoint {checkpointId} is restored, but {problem}");
        }

        if (checkpointId < Storage.HighestAnnounced && !World.MayGoBack)
        {
            throw new Violation($"checkpoint {checkpointId} is restored; {Storage.HighestAnnounced} had been completed");
        }

        return World.StorageOf(checkpointId).Metadata(checkpointId);
    }

    private void Initialize(ModelSubtask subtask, DeploySubtasks deploy, CheckpointContent? content)
    {
        Report(subtask, SubtaskStatus.Initializing);
        After(Chance.Milliseconds(0, 30), () =>
        {
            if (!subtask.IsAlive)
            {
                return;
            }

            if (World.HasFaults && Chance.Happens(World.Options.WriteFailure / 4))
            {
                Crash(subtask, "while it restored");
                return;
            }

            if (content is null)
            {
                subtask.Restore(null, []);
            }
            else
            {
                var from = deploy.RestoreFrom!.Value;
                subtask.Restore(StateFor(subtask.Id, from, content), ModelTopology.InFlightTo(subtask.Id, _pipelines, Snapshots(subtask.Id.Vertex, from, content)));
            }

            subtask.Run(deploy.IsSuspended ? deploy.RestoreFrom!.Value : 0);
        });
    }

    private IReadOnlyList<string> Prepared(int pipeline, long checkpointId, CheckpointContent content) =>
        Mutation == Mutation.ForgetPreparedOnRestore ? [] : [.. States<IReadOnlyList<string>>(new VertexId(3 * pipeline + 2), checkpointId, content).SelectMany(state => state)];

    // What all subtasks of the vertex had, dealt to those that there are now.
    private object StateFor(SubtaskId id, long checkpointId, CheckpointContent content)
    {
        var (sources, counters, sinks) = _pipelines[ModelTopology.PipelineOf(id)];
        return ModelTopology.StageOf(id) switch
        {
            0 => States<IReadOnlyList<(int Split, int Offset)>>(id.Vertex, checkpointId, content)
                .SelectMany(state => state).Where((_, index) => index % sources == id.Index).ToList(),
            1 => States<IReadOnlyDictionary<long, long>>(id.Vertex, checkpointId, content)
                .SelectMany(state => state).Where(count => count.Key % counters == id.Index).ToDictionary(),
            _ => States<IReadOnlyList<string>>(id.Vertex, checkpointId, content)
                .SelectMany(state => state).Where((_, index) => index % sinks == id.Index && Mutation != Mutation.ForgetPreparedOnRestore).ToList(),
        };
    }

    private IEnumerable<T> States<T>(VertexId vertex, long checkpointId, CheckpointContent content)
        where T : class =>
        Snapshots(vertex, checkpointId, content).Select(snapshot => (T)snapshot.State);

    private IEnumerable<ModelSnapshot> Snapshots(VertexId vertex, long checkpointId, CheckpointContent content) =>
        content.FileOf.Where(each => each.Key.Vertex == vertex).OrderBy(each => each.Key)
            .Select(each => (ModelSnapshot)(World.StorageOf(checkpointId).Read(checkpointId, each.Value) ?? throw new Violation($"file {each.Value} of checkpoint {checkpointId} is restored, but it cannot be read")));

    private ModelSubtask Create(SubtaskId id, Attempt attempt)
    {
        var pipeline = ModelTopology.PipelineOf(id);
        var (_, counters, sinks) = _pipelines[pipeline];
        return ModelTopology.StageOf(id) switch
        {
            0 => new ModelSource(this, id, attempt, pipeline, counters),
            1 => new ModelCounter(this, id, attempt, sinks),
            _ => new ModelSink(this, id, attempt, pipeline),
        };
    }

    private void Connect(ModelSubtask producer)
    {
        var pipeline = ModelTopology.PipelineOf(producer.Id);
        var (_, counters, sinks) = _pipelines[pipeline];
        var stage = ModelTopology.StageOf(producer.Id);
        var targets = stage switch { 0 => counters, 1 => sinks, _ => 0 };
        for (var target = 0; target < targets; target++)
        {
            var consumer = _subtasks[new SubtaskId(producer.Id.Vertex.Value + 1, target)];
            var channel = new Channel(World.Scheduler, Chance, World.Options, producer, consumer, producer.Id.Index);
            producer.AddOutput(channel);
            consumer.AddInput(channel);
        }
    }

    private void Stop(StopSubtasks stop)
    {
        foreach (var id in stop.Subtasks)
        {
            var subtask = _subtasks[id];
            Tell(id, () =>
            {
                if (subtask.IsAlive)
                {
                    subtask.Die();
                    Interrupt(operation => ReferenceEquals(operation.Owner, subtask));
                    Report(subtask, SubtaskStatus.Stopped);
                }
            });
        }

        if (Mutation == Mutation.RestoreWithoutQuiescing)
        {
            Handle(new CheckpointingQuiesced());
        }
    }
}
