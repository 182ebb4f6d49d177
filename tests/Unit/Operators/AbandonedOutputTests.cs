using System.Buffers;
using System.Text;
using Weir.Operators.Graph;
using Weir.Operators.Sinks;
using Weir.Operators.Streams;
using Weir.State.Storage;
using Weir.Unit.Operators.Harness;

namespace Weir.Unit.Operators;

public sealed class AbandonedOutputTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_job_that_ends_leaves_no_hidden_file_that_nothing_names()
    {
        var graph = Define();
        await using (var job = await LocalJob.StartAsync(graph))
        {
            job.Step();
            await job.CheckpointAsync(1, notify: false);
            job.Step();
        }

        Files().ShouldNotBeEmpty();

        await graph.RemoveAbandonedOutputAsync(LocalJob.JobId, [], default);

        Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_kept_checkpoint_names_stays_and_is_committed_when_the_job_goes_on_from_it()
    {
        var graph = Define();
        LocalCheckpoint checkpoint;
        await using (var job = await LocalJob.StartAsync(graph))
        {
            job.Step();
            checkpoint = await job.CheckpointAsync(1, notify: false);
            job.Step();
        }

        await graph.RemoveAbandonedOutputAsync(LocalJob.JobId, [Keep(checkpoint)], default);
        Files().ShouldAllBe(name => name!.StartsWith('.'));

        await using var resumed = await LocalJob.StartAsync(graph, checkpoint);
        resumed.RunToEnd();
        await resumed.CheckpointAsync(2);

        Files().ShouldAllBe(name => !name!.StartsWith('.'));
        Files().SelectMany(name => File.ReadAllLines(folder.PathOf(name!))).Select(int.Parse).Order().ShouldBe(Enumerable.Range(0, 10));
    }

    private static (CheckpointMetadata, ICheckpointReader) Keep(LocalCheckpoint checkpoint) => (
        new CheckpointMetadata
        {
            JobId = LocalJob.JobId,
            JobName = "files",
            CheckpointId = checkpoint.Id,
            Timestamp = DateTimeOffset.UnixEpoch,
            Operators = checkpoint.Operators,
        },
        checkpoint.Reader);

    private IEnumerable<string?> Files() => Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName);

    private JobGraph Define()
    {
        var environment = new StreamEnvironment("files") { Parallelism = 2 };
        environment.FromSource(new SteppedSource<int>([.. Enumerable.Range(0, 10)], 3, splits: 2))
            .SinkTo(new FileSink<int>(folder.Path, (in int n, IBufferWriter<byte> output) => output.Write(Encoding.UTF8.GetBytes($"{n}\n"))));
        return environment.BuildJobGraph();
    }
}
