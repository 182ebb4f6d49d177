using Akka.Actor;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;

namespace Weir.Actors.JobMasters;

/// <content>Looks into the job's state.</content>
internal sealed partial class JobMasterActor
{
    private readonly StateQueries _queries;

    private void Query(QueryState query)
    {
        if (query.From == StateSource.Checkpoint)
        {
            IReadOnlyList<long> completed = _protocol.Coordinator.Completed;
            _queries.ReadAsync(query, completed.Count == 0 ? null : completed.Max()).PipeTo(Sender);
            return;
        }

        try
        {
            (SubtaskId subtask, byte[] key) = _queries.Locate(query);
            SubtaskStatus status = _protocol.Job.StatusOf(subtask);
            bool runs = status is SubtaskStatus.Running or SubtaskStatus.DataFinished or SubtaskStatus.Finished;
            if (!runs || !_subtasks.Peek(subtask, query, key, Sender))
            {
                Sender.Tell(new StateRefused(
                    StateRefusal.Unavailable, $"Subtask {_job.Topology.NameOf(subtask)}, which has the key, does not run: job {_job.JobId} is {_protocol.Job.State}."));
            }
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or InvalidOperationException)
        {
            Sender.Tell(new StateRefused(StateRefusal.Invalid, wrong.Message));
        }
    }
}
