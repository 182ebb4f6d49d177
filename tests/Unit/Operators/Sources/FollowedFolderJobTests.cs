using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;
using Weir.Unit.Operators.Harness;

namespace Weir.Unit.Operators.Sources;

public sealed class FollowedFolderJobTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task All_files_are_read_when_there_are_more_than_readers(int parallelism)
    {
        var sink = new CollectSink<string>();
        for (var file = 0; file < 5; file++)
        {
            folder.Write($"{file}.txt", $"{file}\n");
        }

        var environment = new StreamEnvironment("job");
        environment.ReadText(folder.Path, new TextReadOptions { Follow = true }).SinkTo(sink);
        await using var job = await LocalJob.StartAsync(environment.BuildJobGraph(parallelism));
        for (var step = 0; step < 20; step++)
        {
            job.Step();
        }

        folder.Append("3.txt", "more\n");
        job.Step();
        await job.CheckpointAsync(1);
        sink.Results.Order(StringComparer.Ordinal).ShouldBe(["0", "1", "2", "3", "4", "more"]);
    }
}
