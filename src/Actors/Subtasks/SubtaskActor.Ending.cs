using Akka.Event;
using Weir.Actors.Jobs;

namespace Weir.Actors.Subtasks;

/// <summary>What is left to do when the actor has stopped.</summary>
internal sealed partial class SubtaskActor
{
    private async Task CleanUpAsync()
    {
        var errors = new List<Exception>();

        // What registered with the token may throw; the rest must be closed all the same.
        await CollectAsync(_stopping.CancelAsync(), errors).ConfigureAwait(false);
        await CollectAsync(_writers.DisposeAsync().AsTask(), errors).ConfigureAwait(false);
        SubtaskWiring.ForgetChannels(_job, _subtask, _attempt);

        // Operators that are still being opened hold files; how opening ended has been told, or nobody asks any more.
        await _opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_chain is not null)
        {
            await CollectAsync(_chain.DisposeAsync().AsTask(), errors).ConfigureAwait(false);
        }

        _stopping.Dispose();
        if (errors.Count > 0)
        {
            throw errors.Count == 1 ? errors[0] : new AggregateException(errors);
        }
    }

    private static async Task CollectAsync(Task step, List<Exception> errors)
    {
        try
        {
            await step.ConfigureAwait(false);
        }
        catch (Exception error)
        {
            errors.Add(error);
        }
    }

    /// <summary>A failure while closing is only told when nothing failed before it: the first failure is the cause.</summary>
    private JobEvent LastWord(Task cleaned)
    {
        FailureCause? failure = _failure;
        if (cleaned.Exception is { } error)
        {
            // A job that is ending, or restarting already, takes no notice of it.
            Exception closing = error.InnerException ?? error;
            _log.Warning(closing, "Job {0}: subtask {1}, attempt {2}, did not close cleanly: {3}", _job.JobId, _name, _attempt.Number, closing.Message);
            failure ??= FailureCause.From(closing, _clock.GetUtcNow());
        }

        return failure is null
            ? new SubtaskReported(_subtask, _attempt, SubtaskStatus.Stopped)
            : new SubtaskFailed(_subtask, _attempt, failure, Random.Shared.NextDouble());
    }
}
