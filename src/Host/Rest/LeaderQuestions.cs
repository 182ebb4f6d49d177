using System.Collections.Concurrent;
using Akka.Actor;
using Weir.Actors.Messages;

namespace Weir.Host.Rest;

/// <summary>
/// Asks the leader, wherever it is. Many who ask the same at once, or soon after each other, are given one answer: pages that are watched
/// by many do not keep the leader from its work.
/// </summary>
/// <param name="node">Takes what is for the leader.</param>
/// <param name="settings">How long to wait, and for how long an answer is good.</param>
/// <param name="time">The clock.</param>
internal sealed class LeaderQuestions(IActorRef node, RestSettings settings, TimeProvider time)
{
    private const int MostKept = 1000;

    private readonly ConcurrentDictionary<object, Asked> _asked = new();

    /// <summary>An answer that may be as old as <see cref="RestSettings.Freshness"/>.</summary>
    /// <exception cref="RestFailure">There is no such job, or no leader.</exception>
    public async Task<T> AskAsync<T>(object question, CancellationToken cancellationToken)
    {
        if (_asked.Count > MostKept)
        {
            Forget();
        }

        var asked = _asked.AddOrUpdate(question, Ask, (key, known) => known.IsFresh(time, settings.Freshness) ? known : Ask(key));
        return Expect<T>(await asked.Answer.Value.WaitAsync(cancellationToken));
    }

    /// <summary>An answer to this question only.</summary>
    /// <exception cref="RestFailure">There is no such job, or no leader.</exception>
    public async Task<T> AskNowAsync<T>(object question, TimeSpan? patience = null, CancellationToken cancellationToken = default) =>
        Expect<T>(await TellAsync(question, patience ?? settings.Timeout, cancellationToken));

    /// <summary>Nobody answers this.</summary>
    public void Tell(object message) => node.Tell(message);

    private static T Expect<T>(object answer) => answer switch
    {
        T expected => expected,
        NoSuchJob none => throw RestFailure.NotFound($"Job {none.JobId} not found"),
        _ => throw new InvalidOperationException($"The leader answered with a {answer.GetType().Name}, where a {typeof(T).Name} was expected."),
    };

    private Asked Ask(object question) => new(time.GetTimestamp(), new Lazy<Task<object>>(() => TellAsync(question, settings.Timeout, CancellationToken.None)));

    private async Task<object> TellAsync(object question, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            return await node.Ask<object>(question, patience, cancellationToken);
        }
        catch (AskTimeoutException)
        {
            throw new RestFailure(
                StatusCodes.Status503ServiceUnavailable,
                $"The cluster's leader has not answered within {patience.TotalSeconds:0.###} s: there may be none at present. Try again.");
        }
    }

    private void Forget()
    {
        foreach (var (question, asked) in _asked)
        {
            if (!asked.IsFresh(time, settings.Freshness))
            {
                _asked.TryRemove(new KeyValuePair<object, Asked>(question, asked));
            }
        }
    }

    private sealed record Asked(long At, Lazy<Task<object>> Answer)
    {
        // One that is still being answered is as fresh as another would be; one that failed is asked anew at once.
        public bool IsFresh(TimeProvider time, TimeSpan freshness) =>
            Answer.Value is var answer && (!answer.IsCompleted || (answer.IsCompletedSuccessfully && time.GetElapsedTime(At) < freshness));
    }
}
