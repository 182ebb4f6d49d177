using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Event;
using Weir.Actors.Logging;
using Weir.Actors.Messages;
using Weir.Actors.Registry;

namespace Weir.Actors.JobManagers;

/// <content>Savepoints.</content>
internal sealed partial class JobManagerActor
{
    private void ReceiveSavepoints()
    {
        Command<TriggerSavepoint>(trigger => ToMaster(trigger.JobId, trigger, registered => Sender.Tell(new SavepointAnswer(
            null, null, "not-running", $"Job {trigger.JobId} is not running{(registered.Outcome is { } outcome ? $": it has ended ({outcome})" : " yet")}."))));
        Command<DisposeSavepoint>(dispose => SavepointDisposal.DisposeAsync(dispose.Path, NeededSavepoints(), _stopping.Token).PipeTo(Sender));
    }

    /// <summary>What running jobs would restore that is not in their own folders.</summary>
    private List<(string Directory, string Job)> NeededSavepoints()
    {
        var needed = new List<(string, string)>();
        foreach (RegisteredJob job in _registry.Jobs.Where(job => !job.IsClosed))
        {
            string name = $"job {job.JobId} ({job.Submitted.JobName})";
            if (job.Stop is { } stop)
            {
                needed.Add((stop.Directory, name));
            }
            else if (StartOf(job) is { StartFrom: { } start } payload && (payload.IsStartClaimed || job.Checkpoints.IsEmpty))
            {
                needed.Add((start, name));
            }
        }

        return needed;
    }

    private JobPayload? StartOf(RegisteredJob job)
    {
        try
        {
            return PayloadOf(job);
        }
        catch (SerializationException error)
        {
            // Such a job is not resumed either.
            _log.OfJob(job.JobId, job.Submitted.JobName).Warning("From which savepoint job {0} started cannot be read: {1}", job.JobId, error.Message);
            return null;
        }
    }
}
