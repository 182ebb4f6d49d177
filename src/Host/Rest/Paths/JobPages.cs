using Weir.Actors.History;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Host.Rest.Answers;

namespace Weir.Host.Rest.Paths;

/// <summary>A job as the answers about it show it.</summary>
internal static class JobPages
{
    public static JobOverviewAnswer Overview(JobLine job, DateTimeOffset now)
    {
        var status = job.Status;
        return new JobOverviewAnswer
        {
            Id = status.JobId,
            Name = status.JobName,
            StartTime = Wording.Milliseconds(job.SubmittedAt),
            EndTime = job.EndedAt is { } ended ? Wording.Milliseconds(ended) : -1,
            Duration = Wording.Milliseconds((job.EndedAt ?? now) - job.SubmittedAt),
            State = Wording.Of(status.State),
            LastModification = Wording.Milliseconds(job.ChangedAt),
            Tasks = Tasks(status),
        };
    }

    public static JobAnswer Job(JobInspection job)
    {
        var timestamps = Wording.JobStates.ToDictionary(state => state, _ => 0L, StringComparer.Ordinal);
        timestamps["INITIALIZING"] = Wording.Milliseconds(job.SubmittedAt);
        foreach (var (state, at) in job.States.OrderBy(entry => entry.Value))
        {
            timestamps[Wording.Of(state)] = Wording.Milliseconds(at);
        }

        JobVertexAnswer[] vertices = [.. job.Vertices.Select(vertex => Vertex(vertex, job))];
        return new JobAnswer
        {
            Id = job.Status.JobId,
            Name = job.Status.JobName,
            State = Wording.Of(job.Status.State),
            StartTime = Wording.Milliseconds(job.SubmittedAt),
            EndTime = job.EndedAt is { } ended ? Wording.Milliseconds(ended) : -1,
            Duration = Wording.Milliseconds((job.EndedAt ?? job.Now) - job.SubmittedAt),
            Now = Wording.Milliseconds(job.Now),
            Timestamps = timestamps,
            Vertices = vertices,
            StatusCounts = Wording.Count(Wording.SubtaskStates, vertices.Select(vertex => vertex.Status)),
            Plan = Plan(job),
        };
    }

    public static PlanAnswer Plan(JobInspection job) => new()
    {
        Id = job.Status.JobId,
        Name = job.Status.JobName,

        // What reads comes before what it reads from.
        Nodes = [.. job.Vertices.Reverse().Select(vertex => Node(vertex, job))],
    };

    public static JobConfigAnswer Config(JobInspection job) => new(
        job.Status.JobId,
        job.Status.JobName,
        new ExecutionConfigAnswer(
            job.Checkpointing?.Restart ?? "unknown",
            job.Vertices.Select(vertex => vertex.Subtasks.Count).DefaultIfEmpty(1).Max(),
            ReusesObjects: false,
            new Dictionary<string, string>(StringComparer.Ordinal)));

    /// <param name="job">The job.</param>
    /// <param name="most">How many failures are asked for.</param>
    /// <param name="taskManagers">The ids of the task managers by node.</param>
    public static ExceptionsAnswer Exceptions(JobInspection job, int most, IReadOnlyDictionary<string, string> taskManagers)
    {
        ExceptionAnswer[] all = [.. job.Failures.Reverse().Select(failure => Exception(failure, job, taskManagers))];
        if (job.Cause is { } cause && (job.Failures.Count == 0 || job.Failures[^1].Cause != cause))
        {
            all = [Exception(cause, job.EndedAt ?? job.Now, null, null, null), .. all];
        }

        return new ExceptionsAnswer(new ExceptionHistoryAnswer([.. all.Take(most)], all.Length > most));
    }

    private static Dictionary<string, int> Tasks(JobStatus status)
    {
        var tasks = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["running"] = 0,
            ["canceling"] = 0,
            ["canceled"] = 0,
            ["total"] = status.Subtasks,
            ["created"] = 0,
            ["scheduled"] = 0,
            ["deploying"] = 0,
            ["reconciling"] = 0,
            ["finished"] = 0,
            ["initializing"] = 0,
            ["failed"] = 0,
        };
        if (Wording.IsOver(status.State))
        {
            tasks[status.State switch { JobState.Finished => "finished", JobState.Failed => "failed", _ => "canceled" }] = status.Subtasks;
            return tasks;
        }

        tasks["running"] = status.SubtasksRunning;
        tasks[status.State switch
        {
            JobState.Created => "created",
            JobState.Restarting => "scheduled",
            JobState.Cancelling or JobState.Failing => "canceling",
            _ => "initializing",
        }] = Math.Max(0, status.Subtasks - status.SubtasksRunning);
        return tasks;
    }

    private static JobVertexAnswer Vertex(VertexInspection vertex, JobInspection job)
    {
        string[] states = [.. vertex.Subtasks.Select(subtask => Wording.Of(subtask, job.Status.State))];
        var started = vertex.Subtasks.Min(subtask => subtask.Execution.DeployedAt);
        var ended = vertex.Subtasks.All(subtask => subtask.Execution.EndedAt is not null) ? vertex.Subtasks.Max(subtask => subtask.Execution.EndedAt) : null;
        return new JobVertexAnswer
        {
            Id = PathParameters.VertexId(vertex),
            SlotSharingGroupId = PathParameters.IdOf(job.Status.JobId),
            Name = vertex.Name,
            MaxParallelism = vertex.MaxParallelism,
            Parallelism = vertex.Subtasks.Count,
            Status = Wording.OfAll(states),
            StartTime = started is { } from ? Wording.Milliseconds(from) : -1,
            EndTime = ended is { } to ? Wording.Milliseconds(to) : -1,
            Duration = started is { } begun ? Wording.Milliseconds((ended ?? job.Now) - begun) : -1,
            Tasks = Wording.Count(Wording.SubtaskStates, states),
            Metrics = VertexPages.Traffic(vertex.Subtasks),
        };
    }

    private static PlanNodeAnswer Node(VertexInspection vertex, JobInspection job)
    {
        PlanInputAnswer[] inputs =
        [
            .. job.Edges.Where(edge => edge.To == vertex.Id).Select((edge, number) =>
                Input(PathParameters.VertexId(job.Vertices[edge.From.Value]), number, edge.Partitioning)),
        ];
        return Node(PathParameters.VertexId(vertex), vertex.Subtasks.Count, vertex.Operators, inputs);
    }

    public static PlanInputAnswer Input(string from, int number, string partitioning) =>
        new(from, number, "pipelined_bounded", partitioning == "keyed" ? "HASH" : partitioning.ToUpperInvariant());

    public static PlanNodeAnswer Node(string id, int parallelism, IEnumerable<string> operators, PlanInputAnswer[] inputs) => new()
    {
        Id = id,
        Parallelism = parallelism,
        Description = string.Concat(operators.Select((name, place) => $"{(place == 0 ? "" : "+- ")}{System.Net.WebUtility.HtmlEncode(name)}<br/>")),
        Inputs = inputs.Length == 0 ? null : inputs,
    };

    private static ExceptionAnswer Exception(FailureEntry failure, JobInspection job, IReadOnlyDictionary<string, string> taskManagers)
    {
        if (failure.Subtasks.Count == 0 || failure.Subtasks[0].Vertex.Value >= job.Vertices.Count)
        {
            return Exception(failure.Cause, failure.At, null, null, null);
        }

        var subtask = failure.Subtasks[0];
        var vertex = job.Vertices[subtask.Vertex.Value];
        return Exception(
            failure.Cause,
            failure.At,
            $"{vertex.Name} ({subtask.Index + 1}/{vertex.Subtasks.Count})",
            VertexPages.Endpoint(failure.Node),

            // One that is lost has no id any more.
            taskManagers.GetValueOrDefault(failure.Node, "(unassigned)"));
    }

    private static ExceptionAnswer Exception(FailureCause cause, DateTimeOffset at, string? task, string? endpoint, string? taskManager) => new()
    {
        Name = cause.Type,
        StackTrace = Text(cause),
        Timestamp = Wording.Milliseconds(at),
        TaskName = task,
        Endpoint = endpoint,
        TaskManagerId = taskManager,
    };

    /// <summary>What was being done may have failed for a reason that knows nothing of it.</summary>
    private static string Text(FailureCause cause) => cause.Detail switch
    {
        null => cause.ToString(),
        { } detail when detail.Contains(cause.Message, StringComparison.Ordinal) => detail,
        { } detail => $"{cause}\n{detail}",
    };
}
