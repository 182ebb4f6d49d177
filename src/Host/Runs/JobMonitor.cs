using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Host.Progress;

namespace Weir.Host.Runs;

/// <summary>Watches a job of this process until it ends: shows its progress, and cancels it when the user wants that.</summary>
internal sealed class JobMonitor(JobClient client, ProgressDisplay display)
{
    private readonly JobSampler _sampler = new();

    public async Task<JobResult> WatchAsync(CancellationToken cancellation)
    {
        using var cancelling = cancellation.Register(() =>
        {
            display.Note("Cancelling the job; a second signal ends the process at once.");
            client.Cancel();
        });
        await display.ShowAsync(() => _sampler.Sample(client.Status), client.Completion);
        return await client.Completion;
    }
}
