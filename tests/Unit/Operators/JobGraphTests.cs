using Weir.Operators.Functions;
using Weir.Operators.Graph;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;
using Weir.State;
using Weir.State.Codecs;
using Weir.Unit.Operators.Harness;

namespace Weir.Unit.Operators;

public sealed class JobGraphTests
{
    private readonly StreamEnvironment environment = new("graph") { Parallelism = 2 };

    [Fact]
    public void Operators_joined_by_forward_at_one_parallelism_share_a_chain()
    {
        Source().Select(n => n).Where(n => n > 0).KeyBy(n => n).Count().Select(c => c.Count).SinkTo(new RecordingSink<long>());

        var graph = environment.BuildJobGraph();

        graph.Vertices.Select(vertex => vertex.Name).ShouldBe(
            ["SteppedSource -> Select -> Where", "Count -> Select -> RecordingSink"]);
        graph.Edges.ShouldHaveSingleItem().Partitioning.ShouldBe("keyed");
    }

    [Fact]
    public void Chaining_can_be_controlled()
    {
        Source().Select(n => n).WithName("a").Select(n => n).WithName("b").StartNewChain().Select(n => n).WithName("c")
            .Select(n => n).WithName("d").DisableChaining().Select(n => n).WithName("e");

        environment.BuildJobGraph().Vertices.Select(vertex => vertex.Name).ShouldBe(["SteppedSource -> a", "b -> c", "d", "e"]);
    }

    [Fact]
    public void A_change_of_parallelism_rebalances()
    {
        Source().Select(n => n).WithParallelism(3);

        var graph = environment.BuildJobGraph();

        graph.Vertices.Select(vertex => vertex.Parallelism).ShouldBe([2, 3]);
        graph.Edges.ShouldHaveSingleItem().Partitioning.ShouldBe("rebalance");
        graph.Edges[0].IsPointwise.ShouldBeFalse();
    }

    [Fact]
    public void Several_consumers_of_one_operator_are_chained_to_it()
    {
        var source = Source();
        source.Select(n => n);
        source.Where(n => true);

        environment.BuildJobGraph().Vertices.ShouldHaveSingleItem().Nodes.Count.ShouldBe(3);
    }

    [Fact]
    public void A_union_and_a_connection_start_chains()
    {
        var source = Source();
        source.Union(source.Select(n => n)).Select(n => n).WithName("union");
        source.Connect(source).Select(n => n, n => n).WithName("connected");

        environment.BuildJobGraph().Vertices.Select(vertex => vertex.Name).ShouldBe(["SteppedSource -> Select", "union", "connected"]);
    }

    [Fact]
    public void Parallelism_given_at_submission_goes_before_the_programs()
    {
        Source().KeyBy(n => n).Count().WithParallelism(5);

        environment.BuildJobGraph(4).Vertices.Select(vertex => vertex.Parallelism).ShouldBe([4, 4]);
    }

    [Fact]
    public void The_fingerprint_is_the_same_at_any_parallelism_and_differs_with_the_operators()
    {
        string Fingerprint(int parallelism, bool extra)
        {
            var own = new StreamEnvironment("graph") { Parallelism = parallelism };
            var stream = own.FromSource(new SteppedSource<int>([], 1));
            var counted = stream.KeyBy(n => n).Count();
            if (extra)
            {
                counted.Select(c => c.Count);
            }

            return own.BuildJobGraph().Fingerprint;
        }

        Fingerprint(1, extra: false).ShouldBe(Fingerprint(4, extra: false));
        Fingerprint(1, extra: true).ShouldStartWith(Fingerprint(1, extra: false));
        Fingerprint(1, extra: true).ShouldNotBe(Fingerprint(1, extra: false));
    }

    [Fact]
    public void Renaming_keeps_the_uid_and_setting_one_replaces_it()
    {
        Source().Select(n => n).WithName("other");
        environment.BuildJobGraph().Vertices[0].OperatorUids.ShouldBe(["0:SteppedSource", "1:Select"]);

        Source().Select(n => n).WithUid("mine");
        environment.BuildJobGraph().Vertices[1].OperatorUids.ShouldBe(["2:SteppedSource", "mine"]);
    }

    [Fact]
    public void A_job_without_source_is_refused()
    {
        Should.Throw<JobGraphException>(() => environment.BuildJobGraph()).Message.ShouldContain("Job 'graph' has no source");
    }

    [Fact]
    public void A_uid_given_twice_is_refused()
    {
        Source().Select(n => n).WithName("first").WithUid("same").Select(n => n).WithName("second").WithUid("same");

        Should.Throw<JobGraphException>(() => environment.BuildJobGraph()).Message
            .ShouldBe("Operators 'first' and 'second' both have the uid 'same'. State is found by uid: give each its own.");
    }

    [Fact]
    public void More_parallelism_than_key_groups_is_refused()
    {
        Source().Select(n => n).WithParallelism(9).WithMaxParallelism(8);

        Should.Throw<JobGraphException>(() => environment.BuildJobGraph()).Message
            .ShouldBe("Operator 'Select' has parallelism 9; it must be from 1 to its max parallelism, 8.");
    }

    [Fact]
    public void Forward_between_different_parallelisms_is_refused()
    {
        Source().Forward().Select(n => n).WithParallelism(3);

        Should.Throw<JobGraphException>(() => environment.BuildJobGraph()).Message
            .ShouldContain("from 'SteppedSource' with parallelism 2 to 'Select' with parallelism 3");
    }

    [Fact]
    public void A_key_type_without_codec_is_refused_where_it_is_used()
    {
        Should.Throw<NoCodecException>(() => Source().KeyBy(n => Stream.Null).Count());
    }

    [Fact]
    public void A_state_type_without_codec_is_refused_where_it_is_used()
    {
        Should.Throw<NoCodecException>(() => Source().KeyBy(n => n).Process(() => new KeepsStream()));
        Should.Throw<NoCodecException>(() => Source().Select(n => Stream.Null).KeyBy(stream => stream.CanRead).Reduce((a, b) => a));
    }

    [Fact]
    public void Keyed_state_on_a_stream_without_key_is_refused()
    {
        Should.Throw<JobGraphException>(() => Source().Process(() => new KeyedStateWithoutKey())).Message
            .ShouldContain("keeps keyed state in its field 'count', but its stream is not keyed");
    }

    [Fact]
    public void Settings_of_an_operator_are_refused_on_a_stream_that_is_none()
    {
        Should.Throw<InvalidOperationException>(() => Source().Rebalance().WithName("x")).Message.ShouldContain("WithName applies to an operator");
    }

    [Fact]
    public void Two_sinks_that_write_the_same_files_are_refused()
    {
        var source = Source();
        source.SinkTo(Files("/tmp/out")).WithUid("first");
        source.SinkTo(Files("/tmp/other/../out/")).WithUid("second");

        Should.Throw<JobGraphException>(() => environment.BuildJobGraph()).Message.ShouldContain("FilePrefix");
    }

    [Fact]
    public void Two_sinks_may_share_a_folder_with_different_prefixes()
    {
        var source = Source();
        source.SinkTo(Files("/tmp/out")).WithUid("first");
        source.SinkTo(Files("/tmp/out", "other")).WithUid("second");

        environment.BuildJobGraph().Vertices.SelectMany(vertex => vertex.OperatorUids).ShouldContain("second");
    }

    [Fact]
    public void An_accumulator_without_codec_is_refused_when_its_descriptor_is_in_a_field()
    {
        Should.Throw<NoCodecException>(() => Source().KeyBy(n => n).Process(() => new AggregatesStream()));
    }

    [Fact]
    public void A_missing_input_is_found_before_the_start()
    {
        environment.FromSource(new TextSource<string>("/there/is/no/such/file", (line, output) => output.Add("")));

        Should.Throw<Weir.Operators.Connectors.ConnectorException>(() => environment.BuildJobGraph().CheckStartup()).Message
            .ShouldContain("/there/is/no/such/file");
    }

    private DataStream<int> Source() => environment.FromSource(new SteppedSource<int>([], 1));

    private static FileSink<int> Files(string folder, string prefix = "part") =>
        new(folder, (ReadOnlySpan<int> _, System.Buffers.IBufferWriter<byte> _) => { }, new FileSinkOptions { FilePrefix = prefix });

    private sealed class AggregatesStream : KeyedProcessFunction<int, int, int>
    {
        private static readonly AggregatingStateDescriptor<int, Stream, int> Descriptor =
            new("streams", () => Stream.Null, (stream, _) => stream, _ => 0);

        private IAggregatingState<int, int> streams = null!;

        public override void Open(RuntimeContext context) => streams = context.State(Descriptor);

        public override void Process(int record, KeyedContext<int> context, Collector<int> output) => output.Add(streams.Value);
    }

    private sealed class KeepsStream : KeyedProcessFunction<int, int, int>
    {
        private IListState<Stream> streams = null!;

        public override void Open(RuntimeContext context) => streams = context.State(new ListStateDescriptor<Stream>("streams"));

        public override void Process(int record, KeyedContext<int> context, Collector<int> output) => output.Add(streams.Count);
    }

    private sealed class KeyedStateWithoutKey : ProcessFunction<int, int>
    {
        private IValueState<int> count = null!;

        public override void Open(RuntimeContext context) => count = context.State(new ValueStateDescriptor<int>("count"));

        public override void Process(int record, ProcessContext context, Collector<int> output) => output.Add(count.Value);
    }
}
