using Weir.Operators.Graph;
using Weir.Operators.Sinks;
using Weir.Operators.Streams;
using Weir.State.Storage;
using Weir.Unit.Operators.Harness;

namespace Weir.Unit.Operators.Sinks;

public sealed class AbandonedOutputTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Prepared_files_go_when_no_checkpoint_is_kept()
    {
        var graph = Graph();
        await RunAndCancelAsync(graph);
        folder.Files().ShouldNotBeEmpty();
        await graph.RemoveAbandonedOutputAsync(LocalJob.JobId, [], CancellationToken.None);
        folder.Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task Prepared_files_stay_when_a_kept_checkpoint_names_them()
    {
        var graph = Graph();
        var checkpoint = await RunAndCancelAsync(graph);
        var before = folder.Files();
        folder.Write($".part-{LocalJob.JobId}-0-99", "nothing names this");
        var kept = new CheckpointMetadata
        {
            JobId = LocalJob.JobId, JobName = "job", CheckpointId = checkpoint.Id, Timestamp = DateTimeOffset.UnixEpoch, Fingerprint = "", Operators = checkpoint.Operators,
        };
        await graph.RemoveAbandonedOutputAsync(LocalJob.JobId, [(kept, checkpoint.Reader)], CancellationToken.None);
        folder.Files().ShouldBe(before);
    }

    private JobGraph Graph()
    {
        var environment = new StreamEnvironment("job");
        environment.Generate(5000, static index => (int)index).SinkTo(new FileSink<int>(folder.Path, FileSinkSimulation.Encode));
        return environment.BuildJobGraph(2);
    }

    /// <summary>Ends between the checkpoint and its commits.</summary>
    private static async Task<LocalCheckpoint> RunAndCancelAsync(JobGraph graph)
    {
        await using var job = await LocalJob.StartAsync(graph);
        job.Step();
        job.Step();
        return await job.CheckpointAsync(1, notify: false);
    }
}
