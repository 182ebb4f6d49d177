using System.Threading.Channels;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;

namespace Weir.Host.Demo;

/// <summary>
/// Crashes subtasks of a running job, chosen at random, each while a checkpoint is under way. It goes by what the job reports:
/// the next crash waits until the job has recovered from the last one and has completed a few checkpoints since.
/// </summary>
internal sealed class SubtaskCrasher(JobClient client, Random random) : IDisposable
{
    private const int CheckpointsBetween = 3;
    private readonly Channel<JobNews> _news = Channel.CreateUnbounded<JobNews>();

    /// <summary>How many subtasks were made to fail.</summary>
    public int Crashes { get; private set; }

    /// <summary>Crashes as many subtasks as asked for, fewer if the job ends before.</summary>
    public async Task RunAsync(int crashes)
    {
        client.News += Hear;
        _ = client.Completion.ContinueWith(_ => _news.Writer.TryComplete(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (Crashes < crashes && await HearsAsync(CheckpointsBetween, static news => news is JobNews.CheckpointCompleted))
        {
            await CrashAsync();
            if (!await HearsAsync(1, static news => news is JobNews.Recovered { Recovery.Number: > 0 }))
            {
                return;
            }
        }
    }

    public void Dispose() => client.News -= Hear;

    private async Task CrashAsync()
    {
        var subtasks = client.Topology.Subtasks;
        var subtask = subtasks[random.Next(subtasks.Count)];
        var checkpoint = client.TriggerCheckpointAsync();
        Crashes++;
        await client.InjectFailureAsync(subtask, $"crashed on purpose (number {Crashes})");
        try
        {
            await checkpoint;
        }
        catch (InvalidOperationException)
        {
            // The crash came before it was complete, which is what was wanted.
        }
    }

    private void Hear(JobNews news) => _news.Writer.TryWrite(news);

    /// <summary>False when the job ended before that had happened so many times.</summary>
    private async Task<bool> HearsAsync(int times, Predicate<JobNews> wanted)
    {
        while (await _news.Reader.WaitToReadAsync())
        {
            while (_news.Reader.TryRead(out var news))
            {
                if (wanted(news) && --times == 0)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
