using System.Collections.Immutable;

namespace Weir.Actors.Registry;

/// <summary>
/// What leaders of the cluster hand on to each other: the jobs, and of each the attempt numbers and checkpoint ids that
/// are used, the checkpoints that count, and how it ended.
/// </summary>
/// <remarks>
/// <para>
/// Plain and single-threaded: facts go in, in the order of the journal, and the same facts always add up to the same
/// registry. A leader asks <see cref="Problem"/> before it has a fact persisted, and applies it when it is durable.
/// </para>
/// <para>
/// Invariants: epochs, and of each job attempt numbers and checkpoint ids, only grow; a checkpoint counts only if its
/// id was taken; nothing happens to a job after it has ended but that its checkpoints are dropped and it is closed.
/// </para>
/// </remarks>
/// <param name="closedJobsKept">How many jobs that are over are remembered, the latest.</param>
internal sealed class JobRegistry(int closedJobsKept = JobRegistry.DefaultClosedJobsKept)
{
    public const int DefaultClosedJobsKept = 100;

    private readonly Dictionary<string, RegisteredJob> _jobs = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    /// <summary>That of the latest leader; 0: none yet.</summary>
    public long Epoch { get; private set; }

    /// <summary>In the order in which they were submitted.</summary>
    public IReadOnlyList<RegisteredJob> Jobs => [.. _order.Select(id => _jobs[id])];

    public static JobRegistry From(RegistrySnapshot snapshot, int closedJobsKept = DefaultClosedJobsKept)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var registry = new JobRegistry(closedJobsKept) { Epoch = snapshot.Epoch };
        foreach (var job in snapshot.Jobs)
        {
            registry._jobs.Add(job.JobId, job);
            registry._order.Add(job.JobId);
        }

        registry.ForgetOldest();
        return registry;
    }

    public RegistrySnapshot Snapshot() => new(Epoch, [.. Jobs]);

    public RegisteredJob? Find(string jobId) => _jobs.GetValueOrDefault(jobId);

    /// <summary>Why the fact cannot be; null: it can.</summary>
    public string? Problem(RegistryFact fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        return fact switch
        {
            RegistryFact.LeaderClaimed claimed => claimed.Epoch <= Epoch ? $"Leader epoch {claimed.Epoch} is not above {Epoch}, which another leader has." : null,
            RegistryFact.JobSubmitted submitted => _jobs.TryGetValue(submitted.Job.JobId, out var known) && !known.IsClosed ? $"Job {submitted.Job.JobId} has been submitted already." : null,
            RegistryFact.AttemptTaken taken => OfLiving(taken.JobId, "take an attempt number", job =>
                taken.Attempt <= job.LastAttempt ? $"Attempt {taken.Attempt} of job {job.JobId} is not above {job.LastAttempt}, which is taken." : null),
            RegistryFact.CheckpointIdTaken taken => OfLiving(taken.JobId, "take a checkpoint id", job =>
                taken.CheckpointId <= job.LastCheckpointId ? $"Checkpoint id {taken.CheckpointId} of job {job.JobId} is not above {job.LastCheckpointId}, which is taken." : null),
            RegistryFact.CheckpointRecorded recorded => OfLiving(recorded.JobId, "record a checkpoint", job => ProblemOf(recorded, job)),
            RegistryFact.CheckpointDropped dropped => Of(dropped.JobId, job =>
                job.Checkpoints.Contains(dropped.CheckpointId) ? null : $"Checkpoint {dropped.CheckpointId} of job {job.JobId} is not one that counts; those are: {List(job)}."),
            RegistryFact.JobRelaunched relaunched => OfLiving(relaunched.JobId, "relaunch it", _ => null),
            RegistryFact.JobStopped stopped => OfLiving(stopped.JobId, "stop it", job =>
                job.Stop is { } stop ? $"Job {job.JobId} has been stopped already, with savepoint {stop.CheckpointId}." : null),
            RegistryFact.JobRescaled rescaled => OfLiving(rescaled.JobId, "rescale it", _ =>
                rescaled.Parallelism < RegistryFact.JobRescaled.AsSubmitted ? $"Job {rescaled.JobId} cannot have parallelism {rescaled.Parallelism}." : null),
            RegistryFact.OperatorsRescaled rescaled => OfLiving(rescaled.JobId, "rescale it", _ =>
                rescaled.Operators.FirstOrDefault(each => each.Parallelism < 1) is { } none ? $"Operator {none.Uid} of job {rescaled.JobId} cannot have parallelism {none.Parallelism}."
                : rescaled.Parallelism < RegistryFact.JobRescaled.AsSubmitted ? $"Job {rescaled.JobId} cannot have parallelism {rescaled.Parallelism}."
                : null),
            RegistryFact.JobReconfigured reconfigured => OfLiving(reconfigured.JobId, "change its settings", _ => null),
            RegistryFact.JobEnded ended => OfLiving(ended.JobId, "end it", _ => null),
            RegistryFact.JobClosed closed => Of(closed.JobId, job =>
                job.Outcome is null ? $"Job {job.JobId} has not ended: it cannot be closed."
                : job.IsClosed ? $"Job {job.JobId} is closed already."
                : null),
            _ => $"The registry does not know the fact {fact.GetType().Name}: it was written by a later version of Weir.",
        };
    }

    /// <exception cref="ImpossibleFactException">It contradicts what is known; nothing has changed.</exception>
    public void Apply(RegistryFact fact)
    {
        if (Problem(fact) is { } problem)
        {
            throw new ImpossibleFactException(problem);
        }

        switch (fact)
        {
            case RegistryFact.LeaderClaimed claimed:
                Epoch = claimed.Epoch;
                break;
            case RegistryFact.JobSubmitted submitted:
                Submit(submitted.Job);
                break;
            case RegistryFact.AttemptTaken taken:
                Change(taken.JobId, job => job with { LastAttempt = taken.Attempt, LastEpoch = Epoch });
                break;
            case RegistryFact.CheckpointIdTaken taken:
                Change(taken.JobId, job => job with { LastCheckpointId = taken.CheckpointId });
                break;
            case RegistryFact.CheckpointRecorded recorded:
                // With several at a time, an older one may be complete later.
                Change(recorded.JobId, job => job with { Checkpoints = job.Checkpoints.Add(recorded.CheckpointId).Sort() });
                break;
            case RegistryFact.CheckpointDropped dropped:
                Change(dropped.JobId, job => job with { Checkpoints = job.Checkpoints.Remove(dropped.CheckpointId) });
                break;
            case RegistryFact.JobRelaunched relaunched:
                Change(relaunched.JobId, job => job with { Relaunches = [.. job.Relaunches.TakeLast(RegisteredJob.RelaunchesKept - 1), relaunched.At], LastEpoch = Epoch });
                break;
            case RegistryFact.JobStopped stopped:
                Change(stopped.JobId, job => job with { Stop = stopped.Stop });
                break;
            case RegistryFact.JobReconfigured reconfigured:
                Change(reconfigured.JobId, job => job with { ChangedSettings = reconfigured.Settings });
                break;
            case RegistryFact.JobRescaled rescaled:
                Change(rescaled.JobId, job => job with { Parallelism = OfAll(rescaled.Parallelism), Operators = default });
                break;
            case RegistryFact.OperatorsRescaled rescaled:
                Change(rescaled.JobId, job => job with { Parallelism = OfAll(rescaled.Parallelism), Operators = rescaled.Operators });
                break;
            case RegistryFact.JobEnded ended:
                Change(ended.JobId, job => job with { Outcome = ended.Outcome, Cause = ended.Cause, EndedAt = ended.At });
                break;
            case RegistryFact.JobClosed closed:
                Change(closed.JobId, job => job with { IsClosed = true });
                ForgetOldest();
                break;
        }
    }

    private static int? OfAll(int parallelism) => parallelism == RegistryFact.JobRescaled.AsSubmitted ? null : parallelism;

    /// <summary>One that is over may go on, submitted again: numbers and ids that it has used stay used.</summary>
    private void Submit(SubmittedJob submitted)
    {
        var job = new RegisteredJob(submitted) { LastEpoch = Epoch };
        if (_jobs.Remove(submitted.JobId, out var former))
        {
            job = job with { LastAttempt = former.LastAttempt, LastCheckpointId = former.LastCheckpointId };
            _order.Remove(submitted.JobId);
        }

        _jobs.Add(submitted.JobId, job);
        _order.Add(submitted.JobId);
    }

    private static string? ProblemOf(RegistryFact.CheckpointRecorded recorded, RegisteredJob job) =>
        recorded.CheckpointId > job.LastCheckpointId || recorded.CheckpointId < 1
            ? $"Checkpoint {recorded.CheckpointId} of job {job.JobId} is to be recorded, and its id was never taken; the last one taken is {job.LastCheckpointId}."
            : job.Checkpoints.Contains(recorded.CheckpointId) ? $"Checkpoint {recorded.CheckpointId} of job {job.JobId} is recorded already." : null;

    private static string List(RegisteredJob job) => job.Checkpoints.IsEmpty ? "none" : string.Join(", ", job.Checkpoints);

    private string? OfLiving(string jobId, string what, Func<RegisteredJob, string?> problem) =>
        Of(jobId, job => job.Outcome is { } outcome ? $"Job {jobId} is over ({outcome}): it is too late to {what}." : problem(job));

    private string? Of(string jobId, Func<RegisteredJob, string?> problem) =>
        _jobs.TryGetValue(jobId, out var job) ? problem(job) : $"There is no job {jobId}; {_jobs.Count} jobs are known.";

    private void Change(string jobId, Func<RegisteredJob, RegisteredJob> change) => _jobs[jobId] = change(_jobs[jobId]);

    // By what a snapshot holds, and nothing else: with or without a snapshot on the way the same jobs are forgotten, or
    // the facts of one that is submitted again would fit the one registry and not the other.
    private void ForgetOldest()
    {
        var closed = _order.Select(id => _jobs[id]).Where(job => job.IsClosed).ToList();
        foreach (var forgotten in closed.OrderBy(job => job.EndedAt).Take(Math.Max(0, closed.Count - closedJobsKept)))
        {
            _jobs.Remove(forgotten.JobId);
            _order.Remove(forgotten.JobId);
        }
    }
}
