using Akka.Actor;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;

namespace Weir.Actors.JobMasters;

/// <content>Looks into the job's state.</content>
internal sealed partial class JobMasterActor
{
    private readonly StateQueries _queries;

    /// <summary>Those for whom a checkpoint is being read: they ask again until there is an answer.</summary>
    private readonly HashSet<IActorRef> _readers = [];

    private long? LatestCheckpoint => _protocol.Coordinator.Completed is { Count: > 0 } completed ? completed.Max() : null;

    private void Read(QueryState query, IActorRef asker)
    {
        long? checkpointId = LatestCheckpoint;
        _queries.ReadAsync(query, checkpointId).PipeTo(Self, success: answer => new StateRead(query, asker, checkpointId, answer));
    }

    /// <summary>The checkpoint may have gone for a newer one before it was read.</summary>
    private void HaveRead(StateRead read)
    {
        if (read.Answer is StateRefused { Kind: StateRefusal.Unavailable } && LatestCheckpoint != read.CheckpointId)
        {
            Read(read.Query, read.Asker);
        }
        else
        {
            _readers.Remove(read.Asker);
            read.Asker.Tell(read.Answer);
        }
    }

    private void Query(QueryState query)
    {
        if (query.From == StateSource.Checkpoint)
        {
            if (_readers.Add(Sender))
            {
                Read(query, Sender);
            }

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

    private sealed record StateRead(QueryState Query, IActorRef Asker, long? CheckpointId, object Answer) : INoSerializationVerificationNeeded;
}
