using System.Collections.Concurrent;
using Weir.Host.Rest.Answers;

namespace Weir.Host.Rest;

/// <summary>What requests have begun, until some time after it has ended: clients ask for the outcome at the node that they asked to begin it.</summary>
internal sealed class AsynchronousOperations(TimeProvider time)
{
    /// <summary>For how long an outcome can be asked for.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    /// <summary>How many may be kept; more are refused.</summary>
    public const int Most = 10_000;

    private readonly ConcurrentDictionary<OperationKey, Operation> _operations = new();

    /// <summary>Begins what is not begun yet under that id: a request that is sent again does nothing more.</summary>
    /// <returns>The id.</returns>
    /// <exception cref="RestFailure">There are too many.</exception>
    public string Begin(OperationKey key, Func<Task<OperationOutcomeAnswer>> begin)
    {
        if (_operations.Count >= Most)
        {
            Forget();
            if (_operations.Count >= Most)
            {
                throw new RestFailure(StatusCodes.Status429TooManyRequests, $"{Most} operations are under way or ended within the last {KeptFor.TotalMinutes:0} minutes. Try again later.");
            }
        }

        var operation = _operations.GetOrAdd(key, _ => new Operation(new Lazy<Task<OperationOutcomeAnswer>>(() => RunAsync(key.Kind, begin))));
        if (!operation.Outcome.IsValueCreated)
        {
            operation.Outcome.Value.ContinueWith(_ => operation.EndedAt = time.GetTimestamp(), TaskScheduler.Default);
        }

        return key.TriggerId;
    }

    /// <summary>Null: there is none of that id.</summary>
    public async Task<OperationAnswer?> FindAsync(OperationKey key)
    {
        if (!_operations.TryGetValue(key, out var operation))
        {
            return null;
        }

        return operation.Outcome.Value.IsCompleted
            ? new OperationAnswer(new OperationStatusAnswer("COMPLETED"), await operation.Outcome.Value)
            : new OperationAnswer(new OperationStatusAnswer("IN_PROGRESS"), Operation: null);
    }

    private static async Task<OperationOutcomeAnswer> RunAsync(OperationKind kind, Func<Task<OperationOutcomeAnswer>> begin)
    {
        try
        {
            return await begin();
        }
        catch (Exception error)
        {
            var failure = OperationFailure.Of(error is RestFailure or InvalidOperationException ? $"{kind}Failed" : error.GetType().FullName ?? "", error.Message);
            return kind == OperationKind.Checkpoint ? new OperationOutcomeAnswer { CheckpointFailure = failure } : new OperationOutcomeAnswer { Failure = failure };
        }
    }

    private void Forget()
    {
        foreach (var (key, operation) in _operations)
        {
            if (operation.EndedAt is { } ended && time.GetElapsedTime(ended) > KeptFor)
            {
                _operations.TryRemove(key, out _);
            }
        }
    }

    private sealed class Operation(Lazy<Task<OperationOutcomeAnswer>> outcome)
    {
        public Lazy<Task<OperationOutcomeAnswer>> Outcome => outcome;

        public long? EndedAt { get; set; }
    }
}

/// <summary>What an operation is found by.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="JobId">To which job; empty: to none.</param>
/// <param name="TriggerId">32 hexadecimal digits.</param>
internal readonly record struct OperationKey(OperationKind Kind, string JobId, string TriggerId);
