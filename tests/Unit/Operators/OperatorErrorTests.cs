using Weir.Operators.Functions;
using Weir.Operators.Streams;
using Weir.Operators.Time;
using Weir.Unit.Operators.Harness;

namespace Weir.Unit.Operators;

/// <summary>Whatever a user's function throws comes out with operator, subtask, record, place in the input, and the user's own stack trace.</summary>
public sealed class OperatorErrorTests
{
    [Fact]
    public Task Select() => FailsAsync(stream => stream.Select(Throw), "Select");

    [Fact]
    public Task Where() => FailsAsync(stream => stream.Where(n => Throw(n) > 0), "Where");

    [Fact]
    public Task SelectMany() => FailsAsync(stream => stream.SelectMany((int n, Collector<int> output) => output.Add(Throw(n))), "SelectMany");

    [Fact]
    public Task Process() => FailsAsync(stream => stream.Process(() => new Throwing()), "Process");

    [Fact]
    public Task Timestamps() => FailsAsync(
        stream => stream.AssignTimestampsAndWatermarks(WatermarkStrategy<int>.Monotonous(n => Throw(n))), "Timestamps");

    [Fact]
    public Task KeyBy() => FailsAsync(stream => stream.KeyBy(Throw).Count().Select(c => (int)c.Count), "SteppedSource");

    [Fact]
    public Task Partitioner() => FailsAsync(stream => stream.PartitionBy((n, _) => Throw(n) - n).Select(n => n), "SteppedSource");

    [Fact]
    public Task Behind_another_operator_that_leaves_records_out() => FailsAsync(
        stream => stream.Where(n => n % 2 == 0).SelectMany(n => new[] { n + 1, n }).Select(Throw), "Select");

    [Fact]
    public Task Behind_a_side_output()
    {
        var side = new OutputTag<int>("side");
        return FailsAsync(stream => stream.Process(() => new ToSide(side)).SideOutput(side).Select(Throw), "Select");
    }

    [Fact]
    public async Task A_factory_that_throws_is_told_with_its_operator()
    {
        var calls = 0;
        var environment = new StreamEnvironment("factory");
        environment.FromSource(new SteppedSource<int>([1], 1)).Process<int>(() => calls++ == 0 ? new Throwing() : throw new InvalidDataException("no function"));

        var error = await Should.ThrowAsync<OperatorException>(() => LocalJob.StartAsync(environment.BuildJobGraph()));

        error.Message.ShouldBe("Operator 'Process' failed in subtask 0: InvalidDataException: no function");
    }

    [Fact]
    public Task Keyed_fold() => FailsAsync(
        stream => stream.KeyBy(n => n % 2).Reduce((a, b) => Throw(b)), "Reduce", position: null);

    [Fact]
    public Task Keyed_process() => FailsAsync(
        stream => stream.KeyBy(n => n % 2).Process(() => new ThrowingKeyed()), "Process", position: null);

    [Fact]
    public async Task A_record_whose_text_is_long_or_fails_is_still_told()
    {
        var error = await FailAsync(new StreamEnvironment("texts"), stream => stream.Select(n => new string('x', 1_000)).Select(text => Throw(4)));
        error.Record.ShouldBe(new string('x', 200) + "…");

        error = await FailAsync(new StreamEnvironment("texts"), stream => stream.Select(n => new Unprintable()).Select(text => Throw(4)));
        error.Record.ShouldBe("<Unprintable, whose ToString threw FormatException>");
    }

    [Fact]
    public async Task A_partitioner_out_of_range_is_an_error()
    {
        var error = await FailAsync(new StreamEnvironment("partitioner"), stream => stream.PartitionBy((_, targets) => targets).Select(n => n));

        error.InnerException!.Message.ShouldContain("from 0 to 0");
    }

    private static int Throw(int n) => n == 4 ? throw new InvalidDataException("a four") : n;

    private static async Task FailsAsync(Func<DataStream<int>, DataStream<int>> define, string name, string? position = "list, line 5, byte 4")
    {
        var error = await FailAsync(new StreamEnvironment("errors"), define);

        error.OperatorName.ShouldBe(name);
        error.SubtaskIndex.ShouldBe(0);
        error.Record.ShouldBe("4");
        error.Position.ShouldBe(position);
        error.InnerException.ShouldBeOfType<InvalidDataException>().StackTrace!.ShouldContain(nameof(Throw));
        error.Message.ShouldBe(
            $"Operator '{name}' failed in subtask 0 at record '4'{(position is null ? "" : $" from {position}")}: InvalidDataException: a four");
    }

    private static async Task<OperatorException> FailAsync<TOut>(StreamEnvironment environment, Func<DataStream<int>, DataStream<TOut>> define)
    {
        define(environment.FromSource(new SteppedSource<int>([.. Enumerable.Range(0, 8)], 100)));
        await using var job = await LocalJob.StartAsync(environment.BuildJobGraph());
        return Should.Throw<OperatorException>(job.RunToEnd);
    }

    private sealed class Throwing : ProcessFunction<int, int>
    {
        public override void Process(int record, ProcessContext context, Collector<int> output) => output.Add(Throw(record));
    }

    private sealed class ToSide(OutputTag<int> side) : ProcessFunction<int, int>
    {
        public override void Process(int record, ProcessContext context, Collector<int> output) => context.Output(side, record);
    }

    private sealed class ThrowingKeyed : KeyedProcessFunction<int, int, int>
    {
        public override void Process(int record, KeyedContext<int> context, Collector<int> output) => output.Add(Throw(record));
    }

    private sealed class Unprintable
    {
        public override string ToString() => throw new FormatException();
    }
}
