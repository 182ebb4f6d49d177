using Akka.Actor;
using Akka.Event;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;

namespace Weir.Actors.JobMasters;

/// <content>
/// A job that goes on at another parallelism gets another master, of the new graph: this one brings all to a stand, and leaves it what is
/// known of the job.
/// </content>
internal sealed partial class JobMasterActor
{
    /// <summary>What is asked while nobody has the job: answered by the next master.</summary>
    private readonly List<(object Message, IActorRef Sender)> _toPassOn = [];

    private RescaleFacts? _rescale;
    private long? _restoredCheckpoint;
    private bool _isRescaledTold;

    private void Rescale(BeginRescale begin)
    {
        _rescale = begin.Facts;
        Step(new RescaleRequested(begin.Facts.Change));
    }

    private void LeaveJob()
    {
        Timers.CancelAll();
        FormerRun former = _dossier.Leave(_protocol, _alerts, _rescale!);
        Become(PassOn);
        var over = new JobHandedOver(_job.JobId, former);
        Task.WhenAll(_keeper.KeepAtEndAsync(), _tidying).PipeTo(_leader, Self, success: () => over, failure: problem =>
        {
            // The job goes on without what has not been kept or deleted.
            _log.Warning("Job {0} is handed over although not all was tidied up before: {1}", _job.JobId, problem.Message);
            return over;
        });
    }

    private void PassOn()
    {
        Receive<HandOverTaken>(_ =>
        {
            foreach ((object message, IActorRef sender) in _toPassOn)
            {
                _leader.Tell(message, sender);
            }

            Context.Stop(Self);
        });
        ReceiveAny(message =>
        {
            if (IsFromClient(message))
            {
                _toPassOn.Add((message, Sender));
            }
        });
    }

    /// <summary>What comes of subtasks, storage and timers is of the past.</summary>
    private static bool IsFromClient(object message) => message is
        TriggerNow or TriggerSavepoint or CancelJob or WatchJob or UnwatchJob or DescribeJob or InspectJob or InspectCheckpoints or InspectCheckpoint or QueryState;

    /// <summary>This master has the job from another one: it is told when all runs again, failures on the way or not.</summary>
    private void NoteRescaled(ProtocolEffect effect)
    {
        switch (effect)
        {
            case DeploySubtasks deploy:
                _restoredCheckpoint = deploy.RestoreFrom;
                break;
            case JobStateChanged { To: JobState.Running } when !_isRescaledTold && _job.Former is { Rescale: var rescale }:
                _isRescaledTold = true;
                _journal.NoteRescaled(rescale, _restoredCheckpoint);
                _leader.Tell(new RescaledJobRuns(_job.JobId, _restoredCheckpoint));
                break;
        }
    }
}
