using Weir.Actors.Clients;
using Weir.Actors.Jobs;

namespace Weir.Spec.Jobs;

/// <summary>What tests wait for of a job, with generous limits.</summary>
internal static class ClientSignals
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>One that has begun after now is complete.</summary>
    public static async Task CheckpointAsync(JobClient client)
    {
        // All subtasks may not run yet. Its figures come again and again; of news there may be none any more.
        while (true)
        {
            var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Action heard = () => next.TrySetResult();
            client.StatusChanged += heard;
            try
            {
                await client.TriggerCheckpointAsync().WaitAsync(Patience);
                return;
            }
            catch (InvalidOperationException) when (!client.Completion.IsCompleted)
            {
                await next.Task.WaitAsync(Patience);
            }
            finally
            {
                client.StatusChanged -= heard;
            }
        }
    }

    /// <summary>The next news of a kind, from now on.</summary>
    public static Task<T> NewsAsync<T>(JobClient client)
        where T : JobNews
    {
        var heard = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.News += news =>
        {
            if (news is T wanted)
            {
                heard.TrySetResult(wanted);
            }
        };
        return heard.Task;
    }

    /// <summary>All of it runs, and its widest operator has so many subtasks.</summary>
    public static async Task RunsAtAsync(JobClient client, int parallelism)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.StatusChanged += Look;
        Look();
        await heard.Task.WaitAsync(Patience);
        client.StatusChanged -= Look;

        void Look()
        {
            if (client.Status is { State: JobState.Running } status && status.Parallelism == parallelism)
            {
                heard.TrySetResult();
            }
        }
    }
}
