namespace Weir.Actors.Connectors;

/// <summary>Records that a job hands to an actor, which answers <see cref="OutputReceived"/> when it is through with them.</summary>
/// <param name="JobName">The job.</param>
/// <param name="Name">The name of the sink in the job's graph.</param>
/// <param name="Part">The subtask that they come from, from 0. Those of one subtask come in its order.</param>
/// <param name="Records">At least one.</param>
public sealed record OutputRecords<T>(string JobName, string Name, int Part, IReadOnlyList<T> Records);

/// <summary>Records whose checkpoint is complete: no failure takes them back. The receiver answers <see cref="OutputReceived"/>.</summary>
/// <param name="JobId">The job, 32 hexadecimal digits.</param>
/// <param name="Name">The name of the sink in the job's graph.</param>
/// <param name="Part">Each part is numbered for itself.</param>
/// <param name="Number">
/// Grows with each batch of the part. After a failure batches may come again, with the numbers and records that they had: a receiver that
/// ignores those whose number is not higher than the last one of the part has each record exactly once.
/// </param>
/// <param name="Records">At least one.</param>
public sealed record CommittedRecords<T>(string JobId, string Name, int Part, long Number, IReadOnlyList<T> Records);

/// <summary>Answers <see cref="OutputRecords{T}"/> and <see cref="CommittedRecords{T}"/>: the records have been dealt with.</summary>
public sealed record OutputReceived
{
    /// <summary>The one there is.</summary>
    public static readonly OutputReceived Instance = new();

    private OutputReceived()
    {
    }
}
