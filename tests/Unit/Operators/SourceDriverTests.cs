using System.Buffers;
using Weir.Operators.Chains;
using Weir.Operators.Connectors;
using Weir.Operators.Graph;
using Weir.Operators.Runtime;
using Weir.Operators.Streams;
using Weir.Unit.Operators.Harness;

namespace Weir.Unit.Operators;

public sealed class SourceDriverTests
{
    [Fact]
    public async Task Asks_for_splits_waits_for_them_and_ends_when_there_are_no_more()
    {
        var sink = new RecordingSink<int>();
        var vertex = Define(new SteppedSource<int>([1, 2, 3, 4], 2, splits: 2), sink);
        await using var enumerator = await StartAsync(vertex);
        await using var chain = await OpenAsync(vertex);
        var source = chain.Source.ShouldNotBeNull();

        source.Read().ShouldBe(SourceReadStatus.Waiting);
        source.NeedsSplits.ShouldBeTrue();
        var waiting = source.WaitAsync();
        waiting.IsCompleted.ShouldBeFalse();

        source.AddSplits(Assigned(enumerator));
        waiting.IsCompleted.ShouldBeTrue();
        source.NeedsSplits.ShouldBeFalse();
        source.Read().ShouldBe(SourceReadStatus.Waiting);
        source.NeedsSplits.ShouldBeTrue();

        source.AddSplits(Assigned(enumerator));
        enumerator.HandleRequest(0).Kind.ShouldBe(SplitAssignmentKind.NoMore);
        source.NoMoreSplits();
        source.Read().ShouldBe(SourceReadStatus.Finished);
        chain.IsDataFinished.ShouldBeTrue();
        chain.Metrics.CurrentWatermark.ShouldBe(long.MaxValue);
    }

    [Fact]
    public async Task The_enumerator_restores_what_was_not_handed_out_and_finds_nothing_twice()
    {
        var vertex = Define(new SteppedSource<int>([.. Enumerable.Range(0, 9)], 1, splits: 3), new RecordingSink<int>());
        byte[] state;
        await using (var first = await StartAsync(vertex))
        {
            Assigned(first);
            state = first.Snapshot(1);
            Assigned(first);
        }

        await using var restored = vertex.CreateEnumerator()!;
        await restored.StartAsync(state, default);

        restored.HandleRequest(0).Kind.ShouldBe(SplitAssignmentKind.Assigned);
        restored.HandleRequest(1).Kind.ShouldBe(SplitAssignmentKind.Assigned);
        restored.HandleRequest(0).Kind.ShouldBe(SplitAssignmentKind.NoMore);
    }

    [Fact]
    public async Task A_source_that_discovers_says_when_there_is_more()
    {
        var source = new Growing();
        var vertex = Define(source, new RecordingSink<int>());
        await using var enumerator = await StartAsync(vertex);

        enumerator.DiscoveryInterval.ShouldBe(TimeSpan.FromSeconds(1));
        enumerator.HandleRequest(0).Kind.ShouldBe(SplitAssignmentKind.NoneYet);
        (await enumerator.DiscoverAsync(default)).ShouldBeFalse();
        source.Found.Add(new SteppedSplit(0, 1));
        (await enumerator.DiscoverAsync(default)).ShouldBeTrue();
        enumerator.HandleRequest(0).Kind.ShouldBe(SplitAssignmentKind.Assigned);
    }

    [Fact]
    public async Task What_is_being_discovered_is_not_in_a_snapshot_until_it_is_queued()
    {
        var source = new Growing { Gate = new TaskCompletionSource() };
        var vertex = Define(source, new RecordingSink<int>());
        source.Gate.SetResult();
        await using var enumerator = await StartAsync(vertex);
        source.Gate = new TaskCompletionSource();
        source.Found.Add(new SteppedSplit(0, 1));

        var discovering = enumerator.DiscoverAsync(default);
        var before = enumerator.Snapshot(1);
        source.Gate.SetResult();
        await discovering;
        var after = enumerator.Snapshot(2);

        source.Gate = null;
        await using var restoredBefore = vertex.CreateEnumerator()!;
        await restoredBefore.StartAsync(before, default);
        restoredBefore.HandleRequest(0).Kind.ShouldBe(SplitAssignmentKind.Assigned);
        await using var restoredAfter = vertex.CreateEnumerator()!;
        await restoredAfter.StartAsync(after, default);
        restoredAfter.HandleRequest(0).Kind.ShouldBe(SplitAssignmentKind.Assigned);
        restoredAfter.HandleRequest(0).Kind.ShouldBe(SplitAssignmentKind.NoneYet);
    }

    [Fact]
    public async Task An_input_cannot_end_twice()
    {
        var environment = new StreamEnvironment("ends");
        environment.FromSource(new SteppedSource<int>([], 1)).Global().Select(n => n);
        await using var chain = OperatorChain.Create(environment.BuildJobGraph().Vertices[1], Subtask(), []);
        await chain.OpenAsync(null, null, default);

        chain.EndOfData(0);

        chain.IsDataFinished.ShouldBeTrue();
        Should.Throw<InvalidOperationException>(() => chain.EndOfData(0));
    }

    private static JobVertex Define(ISource<int, SteppedSplit> source, RecordingSink<int> sink)
    {
        var environment = new StreamEnvironment("driver");
        environment.FromSource(source).SinkTo(sink);
        return environment.BuildJobGraph().Vertices.ShouldHaveSingleItem();
    }

    private static SubtaskEnvironment Subtask() => new(LocalJob.JobId, "driver", 0, 0, TimeProvider.System);

    private static async Task<OperatorChain> OpenAsync(JobVertex vertex)
    {
        var chain = OperatorChain.Create(vertex, Subtask(), []);
        await chain.OpenAsync(null, null, default);
        return chain;
    }

    private static async Task<ISourceEnumerator> StartAsync(JobVertex vertex)
    {
        var enumerator = vertex.CreateEnumerator().ShouldNotBeNull();
        await enumerator.StartAsync(null, default);
        return enumerator;
    }

    private static ReadOnlyMemory<byte> Assigned(ISourceEnumerator enumerator)
    {
        var assignment = enumerator.HandleRequest(0);
        assignment.Kind.ShouldBe(SplitAssignmentKind.Assigned);
        return assignment.Splits;
    }

    private sealed class Growing : ISource<int, SteppedSplit>
    {
        public List<SteppedSplit> Found { get; } = [];

        public TaskCompletionSource? Gate { get; set; }

        public bool IsBounded => false;

        public ISplitEnumerator<SteppedSplit> CreateEnumerator(EnumeratorContext context) => new Enumerator(this);

        public ISplitReader<int, SteppedSplit> CreateReader(SourceReaderContext context) => throw new NotSupportedException();

        private sealed class Enumerator(Growing source) : ISplitEnumerator<SteppedSplit>
        {
            private int reported;

            public TimeSpan? DiscoveryInterval => TimeSpan.FromSeconds(1);

            public ValueTask StartAsync(ReadOnlyMemory<byte>? restoredState, CancellationToken cancellationToken)
            {
                reported = restoredState is { Length: > 0 } state ? state.Span[0] : 0;
                return ValueTask.CompletedTask;
            }

            public async ValueTask<IReadOnlyList<SteppedSplit>> DiscoverAsync(CancellationToken cancellationToken)
            {
                SteppedSplit[] found = [.. source.Found.Skip(reported)];
                reported = source.Found.Count;
                if (source.Gate is { } gate)
                {
                    await gate.Task;
                }

                return found;
            }

            public void Snapshot(IBufferWriter<byte> output) => output.Write((ReadOnlySpan<byte>)[(byte)reported]);

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
