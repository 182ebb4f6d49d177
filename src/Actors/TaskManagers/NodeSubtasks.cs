using System.Globalization;
using Akka.Actor;
using Akka.Event;
using Weir.Actors.Artifacts;
using Weir.Actors.Coordination;
using Weir.Actors.Deployments;
using Weir.Actors.Exchange;
using Weir.Actors.Jobs;
using Weir.Actors.Logging;
using Weir.Actors.Messages;
using Weir.Actors.Slots;
using Weir.Actors.Subtasks;
using Weir.Operators.Graph;

namespace Weir.Actors.TaskManagers;

/// <summary>
/// The subtasks of a task manager: has their jobs' code loaded, starts their actors as its children, and hears of their
/// ends. Used by the task manager's actor alone.
/// </summary>
internal sealed class NodeSubtasks(IActorContext context, NodeJobs jobs, TimeProvider time, Action<DeployedSubtask> ended)
{
    private readonly Dictionary<DeployedSubtask, RunningSubtask> _subtasks = [];
    private readonly Dictionary<DeployedSubtask, RunningSubtask> _abandoned = [];
    private readonly HashSet<IActorRef> _masters = [];
    private long _started;

    public void Start(DeploySubtask order)
    {
        var subtask = new RunningSubtask(order, jobs.Acquire(order.Job));
        if (!_subtasks.TryAdd(subtask.Key, subtask))
        {
            subtask.Job.Dispose();
            throw new InvalidOperationException($"Subtask {subtask.Key} is here already.");
        }

        if (_masters.Add(order.Master))
        {
            context.WatchWith(order.Master, new MasterLost(order.Master));
        }

        subtask.Job.Built.PipeTo(
            context.Self,
            success: built => new JobBuilt(subtask, built),
            failure: error => new JobNotBuilt(subtask, error));
    }

    public void Run(JobBuilt built)
    {
        RunningSubtask subtask = built.Subtask;
        DeploySubtask order = subtask.Order;
        if (subtask.IsToStop)
        {
            End(subtask, new SubtaskReported(order.Subtask, order.Attempt, SubtaskStatus.Stopped));
            return;
        }

        if (FingerprintComparison.Difference(order.Job.Fingerprint, built.Job.Graph.Fingerprint) is { } difference)
        {
            Fail(subtask, new FailureCause(
                "DifferentJob",
                $"The code of job '{order.Job.JobName}' ({order.Job.Source}) on {context.System.Name} is not that of the leader: {difference}. Have the same build on all nodes, or submit the job's folder.",
                OccurredAt: time.GetUtcNow(),
                IsPermanent: true));
            return;
        }

        subtask.Name = NameOf(order.Subtask, built.Job.Graph);
        subtask.Graph = built.Job.Graph;

        // Numbered: the name of an actor that has ended may be taken for a little longer.
        string name = $"{order.Job.JobId}-{order.Subtask}-{order.Attempt.Number}-{++_started}";
        subtask.Actor = context.ActorOf(SubtaskActor.Props(Deployment(subtask, built.Job), time), name);
        context.WatchWith(subtask.Actor, new SubtaskGone(subtask));
    }

    public void NotBuilt(JobNotBuilt failed)
    {
        DeploySubtask order = failed.Subtask.Order;

        // A node that has just come back may offer its slots before its application has registered its jobs.
        bool isPermanent = failed.Error is JobCodeException { MayComeYet: false } || PermanentFailure.IsBehind(failed.Error);
        FailureCause cause = FailureCause.From(failed.Error, time.GetUtcNow(), isPermanent);
        if (failed.Subtask.IsToStop)
        {
            End(failed.Subtask, new SubtaskReported(order.Subtask, order.Attempt, SubtaskStatus.Stopped));
        }
        else
        {
            Fail(failed.Subtask, cause with { Message = $"Build job '{order.Job.JobName}' from {order.Job.Source}: {cause.Message}" });
        }
    }

    public void Stop(DeployedSubtask key)
    {
        if (!_subtasks.TryGetValue(key, out RunningSubtask? subtask))
        {
            return;
        }

        if (subtask.Actor is { } actor)
        {
            context.Stop(actor);
        }
        else
        {
            subtask.IsToStop = true;
        }
    }

    /// <summary>Tells the actor of a subtask something, if it has one by now.</summary>
    public void Tell(DeployedSubtask key, object message)
    {
        if (_subtasks.TryGetValue(key, out RunningSubtask? subtask))
        {
            subtask.Actor?.Tell(message);
        }
    }

    public void InjectFailure(InjectFailure inject)
    {
        foreach (RunningSubtask running in _subtasks.Values)
        {
            if (running.Key.JobId == inject.JobId && running.Key.Subtask == inject.Subtask)
            {
                running.Actor?.Tell(inject);
            }
        }
    }

    /// <summary>A subtask has failed, and its actor is about to stop.</summary>
    public void Fails(DeployedSubtask key, FailureCause cause)
    {
        if (_subtasks.TryGetValue(key, out RunningSubtask? subtask))
        {
            subtask.Failure = cause;
        }
    }

    /// <summary>Which subtask does not stop, what runs in it, and why it is to stop, as far as known.</summary>
    public string DescribeHanging(DeployedSubtask key, TimeSpan since)
    {
        RunningSubtask subtask = _subtasks[key];
        string which = $"Subtask {subtask.Name ?? key.Subtask.ToString()}, attempt {key.Attempt.Number}, of job '{subtask.Order.Job.JobName}' ({key.JobId})";
        string what = subtask.Actor is null ? "loading its job's code has not come back" : subtask.IsClosing ? "closing its operators does not come back" : "code of its operators does not return";
        string why = subtask.Failure is { } failure ? $" It was to stop since it had failed: {failure}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{which} has not stopped for {since.TotalSeconds:0.#} s: {what}.{why}");
    }

    /// <summary>A log about a subtask.</summary>
    public ILoggingAdapter LogOf(ILoggingAdapter log, DeployedSubtask key) =>
        log.OfJob(key.JobId, _subtasks[key].Order.Job.JobName).OfSubtask(key.Subtask, key.Attempt, _subtasks[key].Graph);

    /// <summary>For the job master it is gone. What it holds is released when it ends after all; nobody hears of that.</summary>
    public void Abandon(DeployedSubtask key, TimeSpan since)
    {
        var cause = new FailureCause(
            "SubtaskHangs",
            $"{DescribeHanging(key, since)} It is given up (weir.task-manager.stop-timeout); what hangs keeps its thread until the process ends.",
            OccurredAt: time.GetUtcNow());
        _subtasks.Remove(key, out RunningSubtask? subtask);
        _abandoned[key] = subtask!;
        subtask!.Order.Master.Tell(new SubtaskFailed(key.Subtask, key.Attempt, cause, Random.Shared.NextDouble()), context.Self);
    }

    /// <summary>The actor of a subtask closes what it held; it has a last word.</summary>
    public void LastWordComes(DeployedSubtask key)
    {
        if (_subtasks.TryGetValue(key, out RunningSubtask? subtask))
        {
            subtask.IsClosing = true;
        }
    }

    /// <summary>All that a subtask held is closed.</summary>
    public void Closed(SubtaskClosed closed)
    {
        var key = new DeployedSubtask(closed.JobId, closed.Subtask, closed.Attempt);
        if ((_subtasks.GetValueOrDefault(key) ?? _abandoned.GetValueOrDefault(key)) is { } subtask)
        {
            End(subtask, closed.LastWord);
        }
    }

    /// <summary>An actor that died before it could see to its last word has none: the job master would wait for it.</summary>
    public void Gone(RunningSubtask subtask)
    {
        if (!subtask.IsClosing && (_subtasks.ContainsValue(subtask) || _abandoned.ContainsValue(subtask)))
        {
            Fail(subtask, new FailureCause(
                "SubtaskActorDied",
                $"The actor of subtask {subtask.Order.Subtask}, attempt {subtask.Order.Attempt.Number}, died without closing it; the log says why.",
                OccurredAt: time.GetUtcNow()));
        }
    }

    /// <summary>Nobody is left who would stop a master's subtasks, or complete their checkpoints.</summary>
    public void StopThoseOf(IActorRef master)
    {
        _masters.Remove(master);
        foreach (RunningSubtask orphan in _subtasks.Values.Where(running => running.Order.Master.Equals(master)).ToList())
        {
            Stop(orphan.Key);
        }
    }

    private void Fail(RunningSubtask subtask, FailureCause cause) =>
        End(subtask, new SubtaskFailed(subtask.Order.Subtask, subtask.Order.Attempt, cause, Random.Shared.NextDouble()));

    private void End(RunningSubtask subtask, JobEvent lastWord)
    {
        subtask.Job.Dispose();
        if (_abandoned.Remove(subtask.Key))
        {
            return;
        }

        _subtasks.Remove(subtask.Key);
        subtask.Order.Master.Tell(lastWord, context.Self);
        ended(subtask.Key);
    }

    /// <summary>Null for one that the graph does not have.</summary>
    private static string? NameOf(SubtaskId subtask, JobGraph graph)
    {
        if (subtask.Vertex.Value >= graph.Vertices.Count)
        {
            return null;
        }

        JobVertex vertex = graph.Vertices[subtask.Vertex.Value];
        return $"{vertex.Name} ({subtask.Index + 1}/{vertex.Parallelism})";
    }

    private static SubtaskDeployment Deployment(RunningSubtask subtask, BuiltJob built)
    {
        DeploySubtask order = subtask.Order;
        JobBlueprint job = order.Job;
        var shared = new JobDeployment(
            job.JobId,
            job.JobName,
            built.Graph,
            new CheckpointingConfiguration
            {
                Mode = job.IsExactlyOnce ? CheckpointingMode.ExactlyOnce : CheckpointingMode.AtLeastOnce,
                Unaligned = job.OvertakingTimeout is not null,
                AlignedTimeout = job.OvertakingTimeout ?? TimeSpan.Zero,
                MaximumInFlightBytes = job.MaximumInFlightBytes,
            },
            subtask.Job.Storage,
            subtask.Job.Copies,
            subtask.Job.Exchange,
            order.Master)
        {
            Databases = subtask.Job.Databases,
        };
        return new SubtaskDeployment(shared, order.Subtask, order.Attempt, order.State, order.StateLocation)
        {
            SuspendedBy = order.SuspendedBy,
            Peers = new PeerPlacement(order.Placement.Nodes, order.Placement.NodeOfSlot),
        };
    }
}
