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
    private readonly Dictionary<(string JobId, SubtaskId Subtask, Attempt Attempt), IActorRef> _subtasks = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public TaskManagerActor(TimeProvider clock)
    {
        Receive<SubtaskDeployment>(deployment =>
        {
            var key = (deployment.Job.JobId, deployment.Subtask, deployment.Attempt);
            IActorRef subtask = Context.ActorOf(
                SubtaskActor.Props(deployment, clock),
                $"{deployment.Job.JobId}-{deployment.Subtask}-{deployment.Attempt.Number}");
            _subtasks.Add(key, subtask);
            Context.WatchWith(subtask, new SubtaskGone(key.JobId, key.Subtask, key.Attempt));
        });
        Receive<StopSubtask>(stop =>
        {
            if (_subtasks.TryGetValue((stop.JobId, stop.Subtask, stop.Attempt), out IActorRef? subtask))
            {
                Context.Stop(subtask);
            }
        });
        Receive<InjectFailure>(inject =>
        {
            foreach (var ((jobId, subtask, _), actor) in _subtasks)
            {
                if (jobId == inject.JobId && subtask == inject.Subtask)
                {
                    actor.Tell(inject);
                }
            }
        });
        Receive<SubtaskGone>(gone => _subtasks.Remove((gone.JobId, gone.Subtask, gone.Attempt)));
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

    private sealed record SubtaskGone(string JobId, SubtaskId Subtask, Attempt Attempt);
}
