using System.Globalization;
using Akka.Configuration;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Actors.Nodes;
using Weir.Operators.Streams;

namespace Weir.Bench.Workloads;

/// <summary>Runs a job in a mini cluster of its own, with exactly-once checkpoints each second in a temporary folder.</summary>
internal static class WeirJob
{
    public static async Task<JobStatus> RunAsync(Action<StreamEnvironment> define, int parallelism, CancellationToken cancellationToken, string configuration = "")
    {
        string checkpoints = Directory.CreateTempSubdirectory("weir-bench-").FullName;
        try
        {
            Config config = ConfigurationFactory.ParseString(string.Create(
                CultureInfo.InvariantCulture,
                $"akka.loglevel = WARNING\nweir.checkpointing {{ interval = 1 s, storage.dir = \"{checkpoints}\", restart.strategy = none }}\n{configuration}"));
            await using MiniCluster cluster = MiniCluster.Start(config);
            JobClient client = await cluster.SubmitAsync(
                new JobSubmission { Job = new DefinedJob(define), JobName = "bench", Parallelism = parallelism },
                cancellationToken);
            await using CancellationTokenRegistration cancel = cancellationToken.Register(client.Cancel);
            JobResult result = await client.Completion;
            return result.Outcome == JobOutcome.Finished
                ? result.Status
                : throw new InvalidOperationException($"The job {result.Outcome}: {result.Cause?.Detail ?? result.Cause?.Message}");
        }
        finally
        {
            await TemporaryFolders.DeleteAsync(checkpoints);
        }
    }

    private sealed class DefinedJob(Action<StreamEnvironment> define) : IStreamJob
    {
        public void Define(StreamEnvironment environment) => define(environment);
    }
}
