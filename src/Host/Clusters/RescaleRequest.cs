using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Operators.Graph;

namespace Weir.Host.Clusters;

/// <summary><c>weir rescale</c>, once the command line is read.</summary>
/// <param name="Job">Its id, the beginning of it, or the job's name.</param>
/// <param name="Parallelism">Of all its operators; null: what they have.</param>
internal sealed record RescaleRequest(string Job, int? Parallelism)
{
    /// <summary>How long a job may take until it runs so: what its checkpoint may take, and as long again.</summary>
    public static readonly TimeSpan DefaultLimit = 2 * JobMachine.DefaultRelocationTimeout;

    /// <summary>Those that are to have another one.</summary>
    public IReadOnlyList<OperatorParallelism> Operators { get; init; } = [];

    /// <summary>How long it is waited for.</summary>
    public TimeSpan Limit { get; init; } = DefaultLimit;

    /// <summary>Prints JSON, for programs.</summary>
    public bool AsJson { get; init; }

    /// <returns>The command's exit code.</returns>
    public Task<int> ExecuteAsync(ClusterRequest request) => ClusterCommand.ExecuteAsync(request, async (connection, cancellation) =>
    {
        var found = await JobCommands.FindRunningAsync(connection, Job, cancellation);
        switch (await AskAsync(connection, found, cancellation))
        {
            case RescaleAnswer { Kind: RescaleOutcome.Done } done:
                Console.Out.WriteLine(AsJson ? JobJson.Rescaled(found, done) : done.Message);
                return ExitCode.Finished;
            case RescaleAnswer refused:
                throw new ClusterConnectionException(refused.Message);
            case NoSuchJob none:
                throw new ClusterConnectionException(none.Message);
            case var other:
                throw JobCommands.Unexpected(other);
        }
    });

    private string Wanted => string.Join(", ", [.. Parallelism is { } number ? [$"{number}"] : Array.Empty<string>(), .. Operators.Select(each => $"{each}")]);

    private async Task<object> AskAsync(ClusterConnection connection, JobStatus job, CancellationToken cancellation)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        waiting.CancelAfter(Limit);
        try
        {
            return await JobCommands.AskAnyLeaderAsync(connection, new RescaleJob(job.JobId, Parallelism, Operators), waiting.Token);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new ClusterConnectionException(
                $"{job.JobName} {job.JobId} does not run at parallelism {Wanted} after {Limit.TotalSeconds:0} s. If it was begun, it goes on: weir info shows what the job waits for, and asking again waits on.", late);
        }
    }
}
