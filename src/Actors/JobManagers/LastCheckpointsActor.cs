using Akka.Actor;
using Akka.Event;
using Weir.Actors.Logging;
using Weir.Actors.Messages;

namespace Weir.Actors.JobManagers;

/// <summary>Has each job take a last checkpoint before the cluster ends, so that little is to be done again. One that can't goes on from an earlier one.</summary>
internal sealed class LastCheckpointsActor : ReceiveActor, IWithTimers
{
    private readonly IReadOnlyDictionary<string, IActorRef> _masters;
    private readonly TimeSpan _patience;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly HashSet<IActorRef> _awaited;

    /// <param name="masters">Of the running jobs, by their ids.</param>
    /// <param name="patience">How long they are waited for.</param>
    public LastCheckpointsActor(IReadOnlyDictionary<string, IActorRef> masters, TimeSpan patience)
    {
        _masters = masters;
        _patience = patience;
        _awaited = [.. masters.Values];
        Receive<CheckpointAnswer>(answer =>
        {
            if (answer.CheckpointId is null)
            {
                LogOf(Sender).Info("A job ends with the cluster without a last checkpoint ({0}): {1}", answer.Reason, answer.Message);
            }

            Heard(Sender);
        });
        Receive<Terminated>(over => Heard(over.ActorRef));
        Receive<ReceiveTimeout>(_ =>
        {
            _log.Warning("{0} jobs have not taken a last checkpoint within {1}; they will go on from an earlier one.", _awaited.Count, _patience);
            Done();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IReadOnlyDictionary<string, IActorRef> masters, TimeSpan patience) =>
        Akka.Actor.Props.Create(() => new LastCheckpointsActor(masters, patience));

    protected override void PreStart()
    {
        Timers.StartSingleTimer(nameof(ReceiveTimeout), ReceiveTimeout.Instance, _patience);
        foreach ((string jobId, IActorRef master) in _masters)
        {
            Context.Watch(master);
            master.Tell(new TriggerNow(jobId));
        }

        if (_awaited.Count == 0)
        {
            Done();
        }
    }

    /// <summary>For a job that was being handed over the leader answers; its master ends by itself then.</summary>
    private ILoggingAdapter LogOf(IActorRef master) =>
        _masters.FirstOrDefault(job => job.Value.Equals(master)).Key is { } jobId ? _log.OfJob(jobId) : _log;

    private void Heard(IActorRef master)
    {
        if (_awaited.Remove(master) && _awaited.Count == 0)
        {
            Done();
        }
    }

    private void Done()
    {
        Context.Parent.Tell(LastCheckpointsTaken.Instance);
        Context.Stop(Self);
    }
}
