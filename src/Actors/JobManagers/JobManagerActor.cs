using Akka.Actor;
using Weir.Actors.JobMasters;
using Weir.Actors.Messages;

namespace Weir.Actors.JobManagers;

/// <summary>Starts a job master for each submitted job, and passes on what clients want of it.</summary>
internal sealed class JobManagerActor : ReceiveActor
{
    private readonly Dictionary<string, (IActorRef Master, IActorRef Watcher)> _jobs = [];

    private long _started;

    public JobManagerActor(IActorRef taskManager, MonotonicClock clock)
    {
        Receive<StartJob>(start =>
        {
            string id = start.Job.JobId;
            if (_jobs.ContainsKey(id))
            {
                Sender.Tell(new Status.Failure(new InvalidOperationException($"Job {id} is running already.")));
                return;
            }

            // Numbered: a job that is submitted again may find the name of its former master still taken.
            IActorRef master = Context.ActorOf(JobMasterActor.Props(start.Job, taskManager, start.Watcher, clock), $"{id}-{++_started}");
            _jobs.Add(id, (master, start.Watcher));
            Context.WatchWith(master, new MasterStopped(id, master));
            Sender.Tell(new Status.Success(id));
        });
        Receive<CancelJob>(cancel => Forward(cancel.JobId, cancel));
        Receive<TriggerNow>(trigger => Forward(trigger.JobId, trigger));
        Receive<InjectFailure>(inject => Forward(inject.JobId, inject));
        Receive<JobEnded>(ended =>
        {
            if (_jobs.Remove(ended.JobId, out var job))
            {
                job.Watcher.Tell(ended);
                Context.Stop(job.Master);
            }
        });
        Receive<MasterStopped>(stopped =>
        {
            if (_jobs.TryGetValue(stopped.JobId, out var job) && job.Master.Equals(stopped.Master))
            {
                _jobs.Remove(stopped.JobId);
                job.Watcher.Tell(new MasterGone(stopped.JobId));
            }
        });
    }

    public static Props Props(IActorRef taskManager, MonotonicClock clock) =>
        Akka.Actor.Props.Create(() => new JobManagerActor(taskManager, clock));

    /// <summary>A job master that fails has a bug: restarted, it would know nothing of its subtasks. It ends, and says so.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void Forward(string jobId, object message)
    {
        if (_jobs.TryGetValue(jobId, out var job))
        {
            job.Master.Forward(message);
        }
        else
        {
            Sender.Tell(new Status.Failure(new InvalidOperationException($"There is no running job {jobId} here.")));
        }
    }

    private sealed record MasterStopped(string JobId, IActorRef Master);
}
