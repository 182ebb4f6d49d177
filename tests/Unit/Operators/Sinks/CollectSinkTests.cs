using Weir.Operators.Connectors;
using Weir.Operators.Sinks;

namespace Weir.Unit.Operators.Sinks;

public sealed class CollectSinkTests
{
    private readonly CollectSink<int> sink = new();

    [Fact]
    public async Task Shows_records_when_they_are_committed()
    {
        await using var writer = await OpenAsync(null);
        var committables = new List<CollectedBatch>();
        writer.Write([1, 2], []);
        writer.Prepare(1, false, committables);
        sink.Results.ShouldBeEmpty();
        await CommitAsync(committables);
        await CommitAsync(committables);
        sink.Results.ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Takes_back_what_was_committed_after_the_restored_checkpoint()
    {
        var first = new List<CollectedBatch>();
        var second = new List<CollectedBatch>();
        CollectSinkState state;
        await using (var writer = await OpenAsync(null))
        {
            writer.Write([1], []);
            writer.Prepare(1, false, first);
            state = writer.Snapshot(1);
            await CommitAsync(first);
            writer.Write([2], []);
            writer.Prepare(2, false, second);
            await CommitAsync(second);
        }

        await using var restored = await OpenAsync([state]);
        await CommitAsync(first);
        sink.Results.ShouldBe([1]);
        second.Clear();
        restored.Write([2, 3], []);
        restored.Prepare(3, true, second);
        await CommitAsync(second);
        sink.Results.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Fails_to_commit_what_it_does_not_hold() =>
        (await Should.ThrowAsync<ConnectorException>(() => CommitAsync([new CollectedBatch(0, 7)]))).Message.ShouldContain("FileSink");

    private static SinkContext Context() => new(FileSinkSimulation.JobId, "job", "sink", 0, 1, 0, TimeProvider.System);

    private async Task<ITwoPhaseSinkWriter<int, CollectSinkState, CollectedBatch>> OpenAsync(IReadOnlyList<CollectSinkState>? states) =>
        await sink.OpenWriterAsync(Context(), states, CancellationToken.None);

    private Task CommitAsync(List<CollectedBatch> committables) =>
        sink.CreateCommitter(Context()).CommitAsync(committables, CancellationToken.None);
}
