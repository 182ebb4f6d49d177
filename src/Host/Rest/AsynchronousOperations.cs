using System.Collections.Concurrent;
using System.Text.Json;
using Weir.Actors.Messages;
using Weir.Host.Rest.Answers;

namespace Weir.Host.Rest;

/// <summary>
/// What requests have begun, until some time after it has ended. This node carries it out; the leader is told of it, so that any node can
/// be asked for the outcome.
/// </summary>
internal sealed class AsynchronousOperations(LeaderQuestions leader, TimeProvider time)
{
    /// <summary>For how long an outcome can be asked for.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    /// <summary>How many may be kept; more are refused.</summary>
    public const int Most = 10_000;

    private static readonly TimeSpan NoteEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan NotePatience = TimeSpan.FromSeconds(5);

    private readonly string _node = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<OperationKey, Operation> _operations = new();

    /// <summary>Begins what is not begun yet under that id, at whichever node: a request that is sent again does nothing more.</summary>
    /// <returns>The id.</returns>
    /// <exception cref="RestFailure">There are too many.</exception>
    public async Task<string> BeginAsync(OperationKey key, bool isNew, Func<Task<OperationOutcomeAnswer>> begin)
    {
        if (_operations.Count >= Most)
        {
            Forget();
            if (_operations.Count >= Most)
            {
                throw new RestFailure(StatusCodes.Status429TooManyRequests, $"{Most} operations are under way or ended within the last {KeptFor.TotalMinutes:0} minutes. Try again later.");
            }
        }

        if (!isNew && !_operations.ContainsKey(key) && !(await NoteAsync(key, outcome: null)).IsOwn)
        {
            return key.TriggerId;
        }

        var operation = _operations.GetOrAdd(key, _ => new Operation(new Lazy<Task<OperationOutcomeAnswer>>(() => RunAsync(key.Kind, begin))));
        if (!operation.Outcome.IsValueCreated)
        {
            _ = TellAsync(key, operation);
        }

        return key.TriggerId;
    }

    /// <summary>Null: there is none of that id.</summary>
    public async Task<OperationAnswer?> FindAsync(OperationKey key, CancellationToken cancellationToken)
    {
        if (!_operations.TryGetValue(key, out var operation))
        {
            return Answer(key.Kind, await leader.AskNowAsync<OperationState>(new FindOperation(key.ToString()), cancellationToken: cancellationToken));
        }

        return operation.Outcome.Value.IsCompleted ? Completed(await operation.Outcome.Value) : InProgress;
    }

    private static OperationAnswer InProgress => new(new OperationStatusAnswer("IN_PROGRESS"), Operation: null);

    private static OperationAnswer Completed(OperationOutcomeAnswer outcome) => new(new OperationStatusAnswer("COMPLETED"), outcome);

    private static OperationAnswer? Answer(OperationKind kind, OperationState known) => known switch
    {
        { IsKnown: false } => null,
        { Outcome: { } outcome } => Completed(JsonSerializer.Deserialize<OperationOutcomeAnswer>(outcome, RestJson.Options)!),
        { IsSilent: true } => Completed(Failed(kind, OperationFailure.Of($"{kind}Unknown", "The node that carried it out is gone. Whether it was done show the job's checkpoints."))),
        _ => InProgress,
    };

    private static OperationOutcomeAnswer Failed(OperationKind kind, FailureAnswer failure) =>
        kind == OperationKind.Checkpoint ? new OperationOutcomeAnswer { CheckpointFailure = failure } : new OperationOutcomeAnswer { Failure = failure };

    private static async Task<OperationOutcomeAnswer> RunAsync(OperationKind kind, Func<Task<OperationOutcomeAnswer>> begin)
    {
        try
        {
            return await begin();
        }
        catch (Exception error)
        {
            return Failed(kind, OperationFailure.Of(error is RestFailure or InvalidOperationException ? $"{kind}Failed" : error.GetType().FullName ?? "", error.Message));
        }
    }

    /// <summary>Leaders come and go: each is told while it goes on, and one of the outcome.</summary>
    private async Task TellAsync(OperationKey key, Operation operation)
    {
        Task<OperationOutcomeAnswer> outcome = operation.Outcome.Value;
        while (await Task.WhenAny(outcome, NoteAsync(key, outcome: null)) != outcome && await Task.WhenAny(outcome, Task.Delay(NoteEvery, time)) != outcome)
        {
        }

        var text = JsonSerializer.Serialize(await outcome, RestJson.Options);
        operation.EndedAt = time.GetTimestamp();
        while (time.GetElapsedTime(operation.EndedAt.Value) < KeptFor)
        {
            try
            {
                await leader.AskNowAsync<OperationNoted>(new NoteOperation(key.ToString(), _node, text), NotePatience);
                return;
            }
            catch (RestFailure)
            {
                await Task.Delay(NoteEvery, time);
            }
        }
    }

    /// <summary>Without a leader it is this node's: there is nobody else whom it could be.</summary>
    private async Task<OperationNoted> NoteAsync(OperationKey key, string? outcome)
    {
        try
        {
            return await leader.AskNowAsync<OperationNoted>(new NoteOperation(key.ToString(), _node, outcome), NotePatience);
        }
        catch (RestFailure)
        {
            return new OperationNoted(IsOwn: true);
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
internal readonly record struct OperationKey(OperationKind Kind, string JobId, string TriggerId)
{
    public override string ToString() => $"{Kind} {JobId} {TriggerId}";
}
