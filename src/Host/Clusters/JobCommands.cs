using Weir.Actors.Alerts;
using Weir.Actors.Clients;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;

namespace Weir.Host.Clusters;

/// <summary>What can be asked of a cluster's jobs.</summary>
internal static class JobCommands
{
    public static Task<int> ListAsync(ClusterRequest request, bool asJson) => ClusterCommand.ExecuteAsync(request, async (connection, cancellation) =>
    {
        var jobs = (await connection.AskAsync<JobList>(ListJobs.Instance, cancellation)).Jobs;
        if (asJson)
        {
            Console.Out.WriteLine(JobJson.List(jobs));
        }
        else
        {
            Console.Out.Write(JobTable.Of(jobs));
        }

        return ExitCode.Finished;
    });

    public static Task<int> InfoAsync(ClusterRequest request, string job, bool asJson) => ClusterCommand.ExecuteAsync(request, async (connection, cancellation) =>
    {
        var found = await JobReference.FindAsync(connection, job, cancellation);
        switch (await connection.AskAsync<object>(new DescribeJob(found.JobId), cancellation))
        {
            case JobDescription description when asJson:
                Console.Out.WriteLine(JobJson.Details(description));
                return ExitCode.Finished;
            case JobDescription description:
                Console.Out.Write(JobDetails.Of(description));
                return ExitCode.Finished;
            case NoSuchJob none:
                throw new ClusterConnectionException(none.Message);
            case var other:
                throw Unexpected(other);
        }
    });

    /// <param name="request">Which cluster.</param>
    /// <param name="job">The job.</param>
    /// <param name="settings">KEY=VALUE each; a key below weir.checkpointing may be without that.</param>
    /// <param name="asJson">For programs.</param>
    public static Task<int> ConfigureAsync(ClusterRequest request, string job, IReadOnlyList<string> settings, bool asJson) => ClusterCommand.ExecuteAsync(request, async (connection, cancellation) =>
    {
        var found = await JobReference.FindAsync(connection, job, cancellation);
        switch (await connection.AskAsync<object>(new ConfigureJob(found.JobId, LiveSettingText.Of(settings)), cancellation))
        {
            case ConfigureAnswer { Problem: null } changed:
                Console.Out.WriteLine(asJson ? JobJson.Configured(found, changed.Settings) : $"{found.JobName} {found.JobId} changed: {string.Join(", ", settings)}");
                return ExitCode.Finished;
            case ConfigureAnswer refused:
                throw new ClusterConnectionException(refused.Problem!);
            case NoSuchJob none:
                throw new ClusterConnectionException(none.Message);
            case var other:
                throw Unexpected(other);
        }
    });

    /// <param name="request">Which cluster.</param>
    /// <param name="query">What is wanted; its job by name or id.</param>
    /// <param name="asJson">For programs.</param>
    public static Task<int> LookUpAsync(ClusterRequest request, QueryState query, bool asJson) => ClusterCommand.ExecuteAsync(request, async (connection, cancellation) =>
    {
        var found = await JobReference.FindAsync(connection, query.JobId, cancellation);
        switch (await connection.AskAsync<object>(query with { JobId = found.JobId }, cancellation))
        {
            case StateAnswer answer when asJson:
                Console.Out.WriteLine(JobJson.State(found, answer));
                return ExitCode.Finished;
            case StateAnswer { Value: { } value } answer:
                Console.Out.WriteLine(value);
                Console.Error.WriteLine(JobText.Source(answer));
                return ExitCode.Finished;
            case StateAnswer answer:
                throw new ClusterConnectionException($"the key {answer.Key} has nothing in '{answer.State}' ({JobText.Source(answer)})");
            case StateRefused { Kind: StateRefusal.Invalid } wrong:
                throw new BadUsageException(wrong.Message);
            case StateRefused refused:
                throw new ClusterConnectionException(refused.Message);
            case NoSuchJob none:
                throw new ClusterConnectionException(none.Message);
            case var other:
                throw Unexpected(other);
        }
    });

    /// <param name="request">Which cluster.</param>
    /// <param name="job">Only this job's; null: those of all jobs.</param>
    /// <param name="asJson">For programs.</param>
    public static Task<int> AlertsAsync(ClusterRequest request, string? job, bool asJson) => ClusterCommand.ExecuteAsync(request, async (connection, cancellation) =>
    {
        var jobId = job is null ? null : (await JobReference.FindAsync(connection, job, cancellation)).JobId;
        var alerts = (await connection.AskAsync<AlertList>(new ListAlerts(jobId), cancellation)).Alerts;
        if (asJson)
        {
            Console.Out.WriteLine(AlertText.Json(alerts));
        }
        else
        {
            Console.Out.Write(AlertText.Table(alerts));
        }

        return ExitCode.Finished;
    });

    public static Task<int> CancelAsync(ClusterRequest request, string job, bool asJson) => ClusterCommand.ExecuteAsync(request, async (connection, cancellation) =>
    {
        var found = await FindRunningAsync(connection, job, cancellation);

        // A leader that comes before the job has ended has not heard that it is to.
        await using var watch = new JobWatch(connection)
        {
            OnConnection = Console.Error.WriteLine,
            OnNews = news =>
            {
                if (news is JobNews.TakenOver)
                {
                    connection.Tell(new CancelJob(found.JobId));
                }
            },
        };
        connection.Tell(new WatchJob(found.JobId, watch.Listener));
        if (await connection.AskAsync<object>(new CancelJob(found.JobId), cancellation) is NoSuchJob none)
        {
            throw new ClusterConnectionException(none.Message);
        }

        var result = await watch.WaitAsync(found.JobId, cancellation);
        Console.Out.WriteLine(asJson ? JobJson.Ended(found, result) : $"{found.JobName} {found.JobId} {JobText.State(result.Status.State)}");
        return ExitCode.Finished;
    });

    public static Task<int> CheckpointAsync(ClusterRequest request, string job, bool asJson) => ClusterCommand.ExecuteAsync(request, async (connection, cancellation) =>
    {
        var found = await FindRunningAsync(connection, job, cancellation);
        switch (await connection.AskPatientlyAsync<object>(new TriggerNow(found.JobId), cancellation))
        {
            case CheckpointAnswer { CheckpointId: { } id }:
                Console.Out.WriteLine(asJson ? JobJson.Checkpoint(found, id) : $"{found.JobName} {found.JobId} completed checkpoint {id}");
                return ExitCode.Finished;
            case CheckpointAnswer { Reason: CheckpointAnswer.Unknown } unknown:
                throw new ClusterConnectionException($"whether a checkpoint of {found.JobName} {found.JobId} was completed is not known: {unknown.Message}");
            case CheckpointAnswer refused:
                throw new ClusterConnectionException($"no checkpoint of {found.JobName} {found.JobId} was completed ({refused.Reason}): {refused.Message}");
            case NoSuchJob none:
                throw new ClusterConnectionException(none.Message);
            case var other:
                throw Unexpected(other);
        }
    });

    /// <param name="request">Which cluster.</param>
    /// <param name="job">Its id, the beginning of it, or the job's name.</param>
    /// <param name="savepoint">What is wanted; the job's id is filled in.</param>
    /// <param name="asJson">For programs.</param>
    public static Task<int> SavepointAsync(ClusterRequest request, string job, TriggerSavepoint savepoint, bool asJson) =>
        ClusterCommand.ExecuteAsync(request, async (connection, cancellation) =>
        {
            var found = await FindRunningAsync(connection, job, cancellation);
            var taken = await SavepointAsync(connection, found, savepoint with { JobId = found.JobId }, cancellation);
            Console.Out.WriteLine(asJson ? JobJson.Savepoint(found, taken, outcome: null) : $"{found.JobName} {found.JobId} completed savepoint {taken.CheckpointId}: {taken.Location}");
            return ExitCode.Finished;
        });

    /// <param name="request">Which cluster.</param>
    /// <param name="job">Its id, the beginning of it, or the job's name.</param>
    /// <param name="stop">What is wanted; the job's id is filled in.</param>
    /// <param name="asJson">For programs.</param>
    public static Task<int> StopAsync(ClusterRequest request, string job, TriggerSavepoint stop, bool asJson) =>
        ClusterCommand.ExecuteAsync(request, async (connection, cancellation) =>
        {
            var found = await FindRunningAsync(connection, job, cancellation);
            await using var watch = new JobWatch(connection) { OnConnection = Console.Error.WriteLine };
            var ended = watch.WaitAsync(found.JobId, cancellation);
            connection.Tell(new WatchJob(found.JobId, watch.Listener));
            var taken = await SavepointAsync(connection, found, stop with { JobId = found.JobId }, cancellation);
            var result = await ended;
            Console.Out.WriteLine(asJson
                ? JobJson.Savepoint(found, taken, result)
                : $"{found.JobName} {found.JobId} {JobText.State(result.Status.State)} with savepoint {taken.CheckpointId}: {taken.Location}");
            return result.Outcome == JobOutcome.Finished ? ExitCode.Finished : ExitCode.Failed;
        });

    /// <summary>What takes its time and may be asked twice: the node that passes it on may die meanwhile.</summary>
    internal static async Task<object> AskAnyLeaderAsync(ClusterConnection connection, object question, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await connection.AskPatientlyAsync<object>(question, cancellation);
            }
            catch (ClusterConnectionException)
            {
                await connection.EnsureNodeAsync(cancellation);
            }
        }
    }

    /// <exception cref="ClusterConnectionException">There is no such job, or it is over.</exception>
    internal static async Task<JobStatus> FindRunningAsync(ClusterConnection connection, string job, CancellationToken cancellation)
    {
        var found = await JobReference.FindAsync(connection, job, cancellation);
        return JobText.IsOver(found.State)
            ? throw new ClusterConnectionException($"{found.JobName} {found.JobId} is {JobText.State(found.State)} already")
            : found;
    }

    /// <exception cref="ClusterConnectionException">It was not completed.</exception>
    private static async Task<SavepointAnswer> SavepointAsync(
        ClusterConnection connection, JobStatus job, TriggerSavepoint trigger, CancellationToken cancellation) =>
        await connection.AskPatientlyAsync<object>(trigger, cancellation) switch
        {
            SavepointAnswer { Location: not null } taken => taken,
            SavepointAnswer { Reason: CheckpointAnswer.Unknown } unknown => throw new ClusterConnectionException(
                $"whether a savepoint of {job.JobName} {job.JobId} was completed is not known: {unknown.Message}"),
            SavepointAnswer refused => throw new ClusterConnectionException(
                $"no savepoint of {job.JobName} {job.JobId} was completed{(trigger.Stop == StopMode.None ? "" : ", and the job goes on")} ({refused.Reason}): {refused.Message}"),
            NoSuchJob none => throw new ClusterConnectionException(none.Message),
            var other => throw Unexpected(other),
        };

    internal static ClusterConnectionException Unexpected(object answer) => new($"the cluster answered with {answer.GetType().Name}, which this version does not expect");
}
