using Weir.Operators.Functions;
using Weir.Operators.Runtime;
using Weir.Operators.Streams;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Keys;
using Weir.Unit.Operators.Harness;
using Weir.Unit.State.Backends;

namespace Weir.Unit.Operators;

public sealed class KeyWalkTests
{
    private static readonly ValueStateDescriptor<long> Counts = new("counts");

    public static TheoryData<BackendKind> Backends
    {
        get
        {
            var data = new TheoryData<BackendKind>();
            foreach (var kind in Enum.GetValues<BackendKind>().Where(BackendKinds.IsHere))
            {
                data.Add(kind);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Keys_that_stay_come_once_whatever_changes_meanwhile(BackendKind kind)
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            using var fixture = new BackendFixture<int>(kind: kind, maxParallelism: 4);
            var backend = fixture.Subtasks[0];
            var counts = backend.State(Counts);
            var there = new HashSet<int>();
            for (var i = 0; i < random.Next(3_000); i++)
            {
                Set(random.Next(4_000));
            }

            var always = there.ToHashSet();
            var visited = new List<int>();
            var walk = Walk(backend);
            KeyedSnapshot? snapshot = null;
            var more = true;
            while (more)
            {
                fixture.At(-1);
                more = walk.Step(random.Next(1, 200), key =>
                {
                    backend.Key.ShouldBe(key, $"seed {seed}");
                    counts.Value.ShouldBe(key, $"seed {seed}");
                    visited.Add(key);
                    if (random.Next(4) == 0)
                    {
                        counts.Clear();
                        there.Remove(key);
                    }
                });
                for (var i = random.Next(100); i > 0; i--)
                {
                    Change(random.Next(6_000));
                }

                if (random.Next(4) == 0)
                {
                    snapshot?.Dispose();
                    snapshot = backend.Snapshot(new(1));
                }
            }

            snapshot?.Dispose();
            walk.IsDone.ShouldBeTrue();
            walk.Visited.ShouldBe(visited.Count);
            visited.Where(always.Contains).ShouldBeUnique();
            always.Except(visited).ShouldBeEmpty($"seed {seed}");
            backend.Keys("counts").ShouldBe(there, ignoreOrder: true, $"seed {seed}");

            void Set(int key)
            {
                fixture.At(key);
                counts.Value = key;
                there.Add(key);
            }

            void Change(int key)
            {
                if (random.Next(2) == 0)
                {
                    Set(key);
                }
                else
                {
                    fixture.At(key);
                    counts.Clear();
                    there.Remove(key);
                    always.Remove(key);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Keys_of_lists_and_maps_come_once_each(BackendKind kind)
    {
        using var fixture = new BackendFixture<string>(kind: kind);
        var backend = fixture.Subtasks[0];
        var lists = backend.State(new ListStateDescriptor<int>("lists"));
        var maps = backend.State(new MapStateDescriptor<int, string>("maps"));
        for (var key = 0; key < 50; key++)
        {
            fixture.At($"{key}");
            lists.AddRange(Enumerable.Range(0, 40));
            maps[1] = "one";
            maps[2] = "two";
        }

        fixture.At("other");
        var visited = new List<string>();
        while (Walk(backend, "lists").Step(int.MaxValue, key =>
        {
            visited.Add(key);
            lists.Count().ShouldBe(40);
            maps.Remove(1).ShouldBeTrue();
        }))
        {
        }

        visited.ShouldBe(Enumerable.Range(0, 50).Select(key => $"{key}"), ignoreOrder: true);
        backend.Key.ShouldBe("other");
        visited.Clear();
        Walk(backend, "maps").Step(int.MaxValue, key =>
        {
            visited.Add(key);
            maps.Clear();
        });
        visited.Count.ShouldBe(50);
        backend.Keys("maps").ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_step_ends_where_it_says_and_what_fails_leaves_the_key_as_it_was(BackendKind kind)
    {
        using var fixture = new BackendFixture<int>(kind: kind);
        var backend = fixture.Subtasks[0];
        var counts = backend.State(Counts);
        for (var key = 0; key < 10; key++)
        {
            fixture.At(key);
            counts.Value = key;
        }

        fixture.At(3);
        var walk = Walk(backend, current: 3);
        walk.Step(4, _ => { }).ShouldBeTrue();
        walk.Visited.ShouldBe(4);
        Should.Throw<FormatException>(() => walk.Step(4, _ => throw new FormatException()));
        backend.Key.ShouldBe(3);
        Should.Throw<InvalidOperationException>(() => walk.Step(4, _ => walk.Step(1, _ => { }))).Message.ShouldContain("not within it");
        walk.Step(100, _ => { }).ShouldBeFalse();
        walk.Visited.ShouldBe(10);
        walk.Step(1, _ => throw new FormatException()).ShouldBeFalse("it is over");
        Should.Throw<ArgumentException>(() => Walk(backend, "unknown")).Message.ShouldContain("'unknown'");
    }

    [Fact]
    public async Task A_rule_that_is_withdrawn_takes_its_keys_with_it()
    {
        var sink = new RecordingSink<string>();
        var environment = new StreamEnvironment("clean up") { Parallelism = 2 };
        string[] records = [.. Enumerable.Range(0, 20).Select(n => $"{n % 2}-{n}"), "withdraw 1", "0-0", "1-1"];
        var source = environment.FromSource(new SteppedSource<string>(records, 1)).WithParallelism(1);
        source.Where(record => record.Contains('-')).KeyBy(record => record)
            .Connect(source.Where(record => record.StartsWith("withdraw", StringComparison.Ordinal)).Broadcast(new BroadcastStateDescriptor<string, string>("rules")))
            .Process(() => new Withdrawable()).SinkTo(sink);
        await using var job = await LocalJob.StartAsync(environment.BuildJobGraph());
        job.RunToEnd();
        await job.CheckpointAsync(1);
        sink.Results.Where(result => result.StartsWith("removed", StringComparison.Ordinal)).ShouldBe(
            Enumerable.Range(0, 10).Select(n => $"removed 1-{(2 * n) + 1}"), ignoreOrder: true);
        sink.Results.ShouldContain("0-0 2");
        sink.Results.Count(result => result == "1-1 1").ShouldBe(2, "it has begun anew");
    }

    private static BackendKeyWalk<TKey> Walk<TKey>(KeyedStateBackend<TKey> backend, string state = "counts", TKey? current = default)
    {
        var timers = new KeyedTimers<TKey>(backend, new SubtaskEnvironment(LocalJob.JobId, "job", 0, 0, TimeProvider.System));
        var key = current is null || current.Equals(default(TKey)) ? backend.Key : current;
        timers.SetKey(in key, KeyHasher<TKey>.Default.Hash(in key));
        return new BackendKeyWalk<TKey>(backend, timers, null, new ValueStateDescriptor<int>(state));
    }

    /// <summary>Counts; a broadcast record removes the keys that begin with it, in all subtasks.</summary>
    private sealed class Withdrawable : KeyedBroadcastProcessFunction<string, string, string, string>
    {
        private IValueState<long>? _counts;

        public override void Open(RuntimeContext context) => _counts = context.State(Counts);

        public override void Process(string record, KeyedBroadcastReadContext<string> context, Collector<string> output) =>
            output.Add($"{record} {++_counts!.Value}");

        public override void ProcessBroadcast(string record, KeyedBroadcastContext<string> context, Collector<string> output)
        {
            context.EachKey(Counts, key =>
            {
                if (key.StartsWith(record[^1]))
                {
                    _counts!.Clear();
                    output.Add($"removed {key}");
                }
            });
        }
    }
}
