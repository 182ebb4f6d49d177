using Akka.Actor;
using Akka.Event;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Actors.Subtasks;

namespace Weir.Actors.TaskManagers;

/// <summary>
/// Runs the subtasks of a node, each as a child. A subtask that fails is stopped, never restarted in place: its new
/// attempt belongs to the whole region's recovery, which the job master directs.
/// </summary>
internal sealed class TaskManagerActor : ReceiveActor
{
    private readonly Dictionary<(string JobId, SubtaskId Subtask, Attempt Attempt), RunningSubtask> _subtasks = [];
    private readonly HashSet<IActorRef> _masters = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly TimeProvider _clock;
    private long _started;

    public TaskManagerActor(TimeProvider clock)
    {
        _clock = clock;
        Receive<SubtaskDeployment>(Start);
        Receive<StopSubtask>(stop =>
        {
            if (_subtasks.TryGetValue((stop.JobId, stop.Subtask, stop.Attempt), out RunningSubtask? subtask))
            {
                Context.Stop(subtask.Actor);
            }
        });
        Receive<InjectFailure>(inject =>
        {
            foreach (RunningSubtask running in _subtasks.Values)
            {
                SubtaskDeployment deployment = running.Deployment;
                if (deployment.Job.JobId == inject.JobId && deployment.Subtask == inject.Subtask)
                {
                    running.Actor.Tell(inject);
                }
            }
        });
        Receive<LastWordComes>(closing =>
        {
            if (_subtasks.TryGetValue((closing.JobId, closing.Subtask, closing.Attempt), out RunningSubtask? subtask) && subtask.Actor.Equals(Sender))
            {
                subtask.SpeaksForItself = true;
            }
        });
        Receive<SubtaskGone>(gone => Bury(gone.Subtask));
        Receive<MasterLost>(lost =>
        {
            // Nobody is left who would stop them, or complete their checkpoints.
            _masters.Remove(lost.Master);
            foreach (RunningSubtask orphan in _subtasks.Values.Where(running => running.Deployment.Job.Master.Equals(lost.Master)))
            {
                Context.Stop(orphan.Actor);
            }
        });
    }

    private void Start(SubtaskDeployment deployment)
    {
        // Numbered: the name of an actor that has ended may be taken for a little longer.
        string name = $"{deployment.Job.JobId}-{deployment.Subtask}-{deployment.Attempt.Number}-{++_started}";
        var running = new RunningSubtask(deployment, Context.ActorOf(SubtaskActor.Props(deployment, _clock), name));
        _subtasks[running.Key] = running;
        Context.WatchWith(running.Actor, new SubtaskGone(running));
        IActorRef master = deployment.Job.Master;
        if (_masters.Add(master))
        {
            Context.WatchWith(master, new MasterLost(master));
        }
    }

    /// <summary>An actor that died before it could see to its last word has none: the job master would wait for it.</summary>
    private void Bury(RunningSubtask subtask)
    {
        if (_subtasks.TryGetValue(subtask.Key, out RunningSubtask? current) && current == subtask)
        {
            _subtasks.Remove(subtask.Key);
        }

        if (!subtask.SpeaksForItself)
        {
            SubtaskDeployment deployment = subtask.Deployment;
            var cause = new FailureCause(
                "SubtaskActorDied",
                $"The actor of subtask {deployment.Subtask}, attempt {deployment.Attempt.Number}, died without closing it; the log says why.",
                OccurredAt: _clock.GetUtcNow());
            deployment.Job.Master.Tell(new SubtaskFailed(deployment.Subtask, deployment.Attempt, cause, Random.Shared.NextDouble()));
        }
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        localOnlyDecider: error =>
        {
            if (error is not SubtaskFailedException)
            {
                _log.Error(error, "A subtask's actor failed outside of its chain.");
            }

            return Directive.Stop;
        },
        loggingEnabled: false);

    private sealed class RunningSubtask(SubtaskDeployment deployment, IActorRef actor)
    {
        public SubtaskDeployment Deployment => deployment;

        public IActorRef Actor => actor;

        public (string JobId, SubtaskId Subtask, Attempt Attempt) Key => (deployment.Job.JobId, deployment.Subtask, deployment.Attempt);

        /// <summary>Its end is on the way to the job master.</summary>
        public bool SpeaksForItself { get; set; }
    }

    private sealed record SubtaskGone(RunningSubtask Subtask);

    private sealed record MasterLost(IActorRef Master);
}
