using System.Diagnostics;
using Weir.State.RocksDb;

namespace Weir.Operators.Runtime;

/// <summary>What a chain needs to know of the subtask that runs it.</summary>
/// <param name="JobId">32 hexadecimal digits.</param>
/// <param name="JobName">The job's name.</param>
/// <param name="SubtaskIndex">From 0.</param>
/// <param name="Attempt">Counts the starts of the subtask, from 0.</param>
/// <param name="TimeProvider">The clock for processing time.</param>
internal sealed record SubtaskEnvironment(string JobId, string JobName, int SubtaskIndex, int Attempt, TimeProvider TimeProvider)
{
    /// <summary>Records a batch to another subtask holds when it is full.</summary>
    public int BatchSize { get; init; } = Elements.RecordBatch.DefaultCapacity;

    /// <summary>Takes what the user should know although the job goes on.</summary>
    public Action<string> Warn { get; init; } = static message => Trace.TraceWarning(message);

    /// <summary>What the subtask runs in, for connectors of the runtime's own; null where there is no such thing.</summary>
    public object? Host { get; init; }

    /// <summary>Has keyed state in databases; null: it is on the heap.</summary>
    public RocksDbNode? Databases { get; init; }

    public long NowMs => TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
}
