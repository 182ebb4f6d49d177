using Akka.Event;

namespace Weir.Actors.Logging;

/// <summary>
/// What a line of Weir's log is about, beside its text: for logs that are searched by job, checkpoint or subtask. Everything is null that
/// the line is not about.
/// </summary>
public sealed record LogScope
{
    /// <summary>The job's id, 32 hex digits.</summary>
    public string? JobId { get; init; }

    /// <summary>The job's name.</summary>
    public string? JobName { get; init; }

    /// <summary>The checkpoint, or savepoint.</summary>
    public long? CheckpointId { get; init; }

    /// <summary>The uid of the first operator of the subtask's chain.</summary>
    public string? VertexUid { get; init; }

    /// <summary>The names of the chain's operators, joined by arrows.</summary>
    public string? VertexName { get; init; }

    /// <summary>From 0.</summary>
    public int? SubtaskIndex { get; init; }

    /// <summary>Which execution; counted for the whole job, from 1.</summary>
    public int? Attempt { get; init; }

    /// <summary>An exception with its stack trace, as text: it may have been thrown on another node.</summary>
    public string? Failure { get; init; }

    /// <summary>What an entry of the log is about, for loggers of one's own; null: it is none of Weir's jobs.</summary>
    public static LogScope? Of(LogEvent entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return (entry.Message as ScopedLogMessage)?.Scope;
    }

    /// <summary>What is not null, without <see cref="Failure"/>, under the names of the properties.</summary>
    public IEnumerable<KeyValuePair<string, object>> Properties()
    {
        (string Name, object? Value)[] all =
        [
            (nameof(JobId), JobId),
            (nameof(JobName), JobName),
            (nameof(CheckpointId), CheckpointId),
            (nameof(VertexUid), VertexUid),
            (nameof(VertexName), VertexName),
            (nameof(SubtaskIndex), SubtaskIndex),
            (nameof(Attempt), Attempt),
        ];
        return all.Where(property => property.Value is not null).Select(property => KeyValuePair.Create(property.Name, property.Value!));
    }
}
