using Weir.Operators.Connectors;
using Weir.Operators.Sources;

namespace Weir.Unit.Operators.Sources;

public sealed class GeneratorSourceTests
{
    private readonly ManualTime time = new();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 3)]
    [InlineData(4095, 2)]
    [InlineData(4096, 2)]
    [InlineData(4097, 2)]
    [InlineData(100_000, 1)]
    [InlineData(100_000, 3)]
    public async Task Generates_each_index_once(int count, int parallelism)
    {
        await using var harness = await StartAsync(new GeneratorSource<long>(count, static index => index), parallelism);
        harness.ReadAll();
        harness.Results.Order().ShouldBe(Enumerable.Range(0, count).Select(static index => (long)index));
    }

    [Fact]
    public async Task Generates_in_the_order_of_the_indexes_in_each_reader()
    {
        await using var harness = await StartAsync(new GeneratorSource<long>(100_000, static index => index), 3);
        harness.ReadAll();
        foreach (var reader in harness.Readers)
        {
            reader.Items.ShouldBe(reader.Items.Order());
            reader.Items.Count.ShouldBeInRange(30_000, 37_000);
        }
    }

    [Fact]
    public async Task Fills_whole_runs_with_a_fill_function()
    {
        var source = new GeneratorSource<long>(10_000, static (firstIndex, target) =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = (firstIndex + i) * 2;
            }
        });
        await using var harness = await StartAsync(source, 1);
        harness.ReadAll();
        harness.Results.ShouldBe(Enumerable.Range(0, 10_000).Select(static index => index * 2L));
    }

    [Fact]
    public async Task Goes_on_where_a_snapshot_was_taken_at_any_parallelism()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var count = random.Next(1, 120_000);
            var source = new GeneratorSource<long>(count, static index => index);
            var results = new List<long>();
            SourceHarness<long, GeneratorSplit>.Checkpoint? checkpoint = null;
            for (var attempt = 0; attempt < 5; attempt++)
            {
                var parallelism = random.Next(1, 5);
                await using var harness = await StartAsync(source, parallelism, checkpoint);
                for (var read = random.Next(0, 20); read > 0; read--)
                {
                    harness.Read(random.Next(parallelism));
                }

                checkpoint = harness.Snapshot();
                results.AddRange(checkpoint.Results);
                harness.Read(0);
            }

            await using var last = await StartAsync(source, 2, checkpoint);
            last.ReadAll();
            results.AddRange(last.Results);
            results.Order().SequenceEqual(Enumerable.Range(0, count).Select(static index => (long)index)).ShouldBeTrue($"seed {seed}");
        }
    }

    [Fact]
    public async Task Gives_more_readers_work_after_a_restore()
    {
        var source = new GeneratorSource<long>(null, static index => index);
        await using var before = await StartAsync(source, 1);
        before.Read(0);
        before.Read(0);
        await using var after = await StartAsync(source, 4, before.Snapshot());
        for (var subtask = 0; subtask < 4; subtask++)
        {
            after.Read(subtask);
        }

        after.Readers.ShouldAllBe(static reader => reader.Items.Count > 0);
    }

    [Fact]
    public async Task Never_ends_without_a_count()
    {
        var source = new GeneratorSource<long>(null, static index => index);
        source.IsBounded.ShouldBeFalse();
        await using var harness = await StartAsync(source, 1);
        for (var i = 0; i < 100; i++)
        {
            harness.Read(0).ShouldBe(ReadStatus.More);
        }

        harness.Results.SequenceEqual(Enumerable.Range(0, 99 * 1024).Select(static index => (long)index)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Keeps_to_its_rate(int parallelism)
    {
        var source = new GeneratorSource<long>(null, static index => index, 1000);
        await using var harness = await StartAsync(source, parallelism);
        harness.ReadAll();
        harness.Results.Count().ShouldBeLessThanOrEqualTo(parallelism);
        for (var tick = 0; tick < 100; tick++)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            harness.ReadAll();
        }

        harness.Results.Count().ShouldBeInRange(995, 1005);
    }

    [Fact]
    public async Task Does_not_catch_up_on_a_long_pause_at_once()
    {
        await using var harness = await StartAsync(new GeneratorSource<long>(null, static index => index, 1000), 1);
        harness.ReadAll();
        time.Advance(TimeSpan.FromHours(1));
        harness.ReadAll();
        harness.Results.Count().ShouldBeInRange(50, 150);
    }

    [Fact]
    public async Task Waits_for_the_next_record_that_is_due()
    {
        await using var harness = await SourceHarness<long, GeneratorSplit>.StartAsync(
            new GeneratorSource<long>(null, static index => index, 200), 1);
        harness.ReadAll();
        harness.Results.Count().ShouldBe(1);
        harness.Read(0).ShouldBe(ReadStatus.Waiting);
        for (var wait = 0; harness.Results.Count() < 2; wait++)
        {
            wait.ShouldBeLessThan(1000);
            await harness.Readers[0].Reader.WaitAsync(CancellationToken.None);
            harness.Read(0);
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Refuses_a_rate_that_is_none(double rate) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new GeneratorSource<long>(10, static index => index, rate));

    [Fact]
    public void Refuses_a_negative_count() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new GeneratorSource<long>(-1, static index => index));

    private Task<SourceHarness<long, GeneratorSplit>> StartAsync(
        GeneratorSource<long> source, int parallelism, SourceHarness<long, GeneratorSplit>.Checkpoint? restored = null) =>
        SourceHarness<long, GeneratorSplit>.StartAsync(source, parallelism, time, restored);
}
