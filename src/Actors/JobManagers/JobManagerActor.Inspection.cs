using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Event;
using Weir.Actors.Artifacts;
using Weir.Actors.History;
using Weir.Actors.Jobs;
using Weir.Actors.JobMasters;
using Weir.Actors.Logging;
using Weir.Actors.Messages;
using Weir.Actors.Registry;

namespace Weir.Actors.JobManagers;

/// <summary>What those who watch over jobs want to know.</summary>
internal sealed partial class JobManagerActor
{
    private readonly OperationNotes _operations = new();

    private void ReceiveInspections()
    {
        Command<NoteOperation>(note => Sender.Tell(_operations.Add(note, _clock.Now)));
        Command<FindOperation>(find => Sender.Tell(_operations.Find(find.Operation, _clock.Now)));
        Command<InspectArtifactUse>(inspect => Sender.Tell(new ArtifactUse(
            [.. _registry.Jobs.Where(job => !job.IsClosed && UsesArtifact(job, inspect.ArtifactId)).Select(job => job.JobId)])));
        Command<QueryState>(query => ToMaster(query.JobId, query, registered => Sender.Tell(new StateRefused(
            StateRefusal.Unavailable, $"Job {query.JobId} is not running{(registered.Outcome is { } outcome ? $": it has ended ({outcome})" : " yet")}."))));
        Command<InspectJobs>(_ => Sender.Tell(new JobsInspection([.. _registry.Jobs.Select(LineOf)])));
        Command<InspectJob>(inspect => ToMaster(inspect.JobId, inspect, registered => Sender.Tell(
            _archive.TryGetValue(registered.JobId, out ArchivedJob? archived) ? Ended(archived.Job, registered) : Inspect(registered))));
        Command<InspectCheckpoints>(inspect => ToMaster(inspect.JobId, inspect, registered => Sender.Tell(
            _archive.TryGetValue(registered.JobId, out ArchivedJob? archived) ? archived.Checkpoints : CheckpointsInspection.None)));
        Command<InspectCheckpoint>(inspect => ToMaster(inspect.JobId, inspect, registered => Sender.Tell(
            _archive.TryGetValue(registered.JobId, out ArchivedJob? archived) ? archived.Find(inspect.CheckpointId) : new CheckpointInspection(Facts: null))));
    }

    private bool UsesArtifact(RegisteredJob job, string id)
    {
        try
        {
            return PayloadOf(job).Submission.Source is JobSource.Uploaded uploaded && uploaded.ArtifactId == id;
        }
        catch (SerializationException error)
        {
            _log.OfJob(job.JobId, job.Submitted.JobName).Warning("From which artifact job {0} runs cannot be read, so it may be any: {1}", job.JobId, error.Message);
            return true;
        }
    }

    private JobLine LineOf(RegisteredJob job)
    {
        DateTimeOffset submitted = job.Submitted.SubmittedAt;
        return new JobLine(
            StatusOf(job),
            submitted,
            job.EndedAt,
            job.EndedAt ?? (_jobs.TryGetValue(job.JobId, out ManagedJob? managed) ? managed.ChangedAt ?? submitted : submitted));
    }

    /// <summary>It ended when that was recorded: lists and later leaders know no other time.</summary>
    private static JobInspection Ended(JobInspection job, RegisteredJob registered) => registered.EndedAt is { } at
        ? job with { EndedAt = at, States = new Dictionary<JobState, DateTimeOffset>(job.States) { [job.Status.State] = at } }
        : job;

    /// <summary>One that is being planned, or ended under an earlier leader.</summary>
    private JobInspection Inspect(RegisteredJob job)
    {
        JobStatus status = StatusOf(job);
        return new JobInspection
        {
            Status = status,
            SubmittedAt = job.Submitted.SubmittedAt,
            EndedAt = job.EndedAt,
            Now = _clock.Now,
            States = new Dictionary<JobState, DateTimeOffset>
            {
                [JobState.Created] = job.Submitted.SubmittedAt,
                [status.State] = job.EndedAt ?? job.Submitted.SubmittedAt,
            },
            Cause = job.Cause,
        };
    }
}
