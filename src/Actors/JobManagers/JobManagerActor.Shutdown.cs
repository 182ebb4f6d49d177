using Akka.Actor;
using Akka.Event;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;

namespace Weir.Actors.JobManagers;

/// <content>
/// The end of the cluster as a whole: jobs take a last checkpoint and stand still, as far as the registry knows they run; so they go on
/// when the cluster is started again. Then the nodes end.
/// </content>
internal sealed partial class JobManagerActor
{
    private static readonly TimeSpan LastCheckpointsPatience = TimeSpan.FromSeconds(30);

    private bool _isShuttingDown;

    private void ReceiveShutdown()
    {
        Command<ShutDownCluster>(_ => Sender.Tell(new ClusterShutsDown(ShutDown())));
        Command<LastCheckpointsTaken>(_ =>
        {
            foreach (ManagedJob job in _jobs.Values)
            {
                if (job.Master is { } master)
                {
                    job.Master = null;
                    Context.Stop(master);
                }
            }

            Context.ActorOf(_membership.Ending!, "ending");
        });
    }

    /// <returns>Why not; null: it is being done.</returns>
    private string? ShutDown()
    {
        if (_membership.Ending is null)
        {
            return "This node is in no cluster; its process ends it.";
        }

        if (!_isShuttingDown)
        {
            _isShuttingDown = true;
            _log.Info("The cluster is shut down; {0} jobs go on when it is started again.", _jobs.Count);
            var masters = _jobs.Values.Where(job => job.Master is not null).ToDictionary(job => job.JobId, job => job.Master!, StringComparer.Ordinal);
            Context.ActorOf(LastCheckpointsActor.Props(masters, LastCheckpointsPatience), "last-checkpoints");
        }

        return null;
    }

    private SubmissionRefused RefusalAtShutdown() => new(
        RefusalKind.Job, new FailureCause("ClusterShutsDown", "The cluster is being shut down; submit the job when it is started again.", OccurredAt: _clock.Now));
}
