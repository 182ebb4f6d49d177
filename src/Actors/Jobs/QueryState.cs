namespace Weir.Actors.Jobs;

/// <summary>What a job's state has of a key: a question.</summary>
/// <param name="JobId">The job; of one that is asked through its handle, that.</param>
/// <param name="Operator">The operator's uid.</param>
/// <param name="State">The state's name.</param>
/// <param name="Key">The key as JSON: a number, a text in quotes, an object for a record.</param>
public sealed record QueryState(string JobId, string Operator, string State, string Key) : IWireMessage
{
    /// <summary>Where to look.</summary>
    public StateSource From { get; init; }
}

/// <summary>Where a job's state is looked into.</summary>
public enum StateSource
{
    /// <summary>In the subtask that has the key, between two of its records: as it is, and may never have been if the job falls back to a checkpoint.</summary>
    Live,

    /// <summary>In the latest completed checkpoint: what a failure does not take back.</summary>
    Checkpoint,
}

/// <summary>The answer to a <see cref="QueryState"/>.</summary>
/// <param name="From">Where it was looked up.</param>
/// <param name="Operator">The operator's uid.</param>
/// <param name="State">The state's name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Keys">The type of its keys.</param>
/// <param name="Values">The type of its values.</param>
/// <param name="Key">The key as JSON.</param>
/// <param name="Value">The value as JSON: a list's elements, a map's entries, of what is aggregated the accumulator; null: the key has none.</param>
/// <param name="At">When it was so.</param>
public sealed record StateAnswer(
    StateSource From, string Operator, string State, string Kind, string Keys, string Values, string Key, string? Value, DateTimeOffset At) : IWireMessage
{
    /// <summary>The checkpoint; null: it was looked up live.</summary>
    public long? CheckpointId { get; init; }
}
