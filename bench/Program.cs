using System.CommandLine;
using System.Text.Json;
using Weir.Bench.Exchange;
using Weir.Bench.Failover;
using Weir.Bench.Harness;
using Weir.Bench.RestLoad;
using Weir.Bench.RocksDb;
using Weir.Bench.Unaligned;
using Weir.Bench.Workloads;

namespace Weir.Bench;

/// <summary><c>bench [name…]</c>: runs workloads beside their limit, and beside a peer where one is at hand.</summary>
internal static class Program
{
    private static readonly string[] Names = ["keyed-count", "word-count", "exchange", "coordinator", "checkpoint-heap", "checkpoint-rocksdb", "recovery", "memory", "state-rocksdb", "hybrid-log"];

    private static Task<int> Main(string[] args)
    {
        if (args is [SecondProcess.Argument, var first])
        {
            return SecondProcess.RunAsync(first);
        }

        if (args is [LoadProcess.Argument, var server, var job, var cores])
        {
            return LoadProcess.RunAsync(server, job, cores);
        }

        var names = new Argument<string[]>("name") { Description = "Workloads; none: all.", Arity = ArgumentArity.ZeroOrMore };
        names.AcceptOnlyFromAmong(Names);
        var runs = new Option<int>("--runs") { Description = "Counted runs of each contender, after one warm-up.", DefaultValueFactory = _ => 5 };
        var tiny = new Option<bool>("--tiny") { Description = "So little work that only the answers mean anything; no goal of speed counts." };
        var alone = new Option<bool>("--alone") { Description = "Without peers." };
        var mebibytes = new Option<int?>("--mebibytes") { Description = "Of state, for checkpoint-heap and recovery (1,024), and checkpoint-rocksdb (5,120)." };
        var keys = new Option<int>("--keys") { Description = "For state-rocksdb.", DefaultValueFactory = _ => 10_000_000 };
        var json = new Option<FileInfo>("--json") { Description = "Where the figures go.", DefaultValueFactory = _ => new FileInfo("bench-results.json") };
        var command = new RootCommand("Measures Weir beside the least code that does the same work.") { names, runs, tiny, alone, mebibytes, keys, json, FailoverCommand.Create(), RestLoadCommand.Create(), RocksDbMemoryCommand.Create(), UnalignedCommand.Create() };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(names) is { Length: > 0 } chosen ? chosen : Names,
            parsed.GetValue(runs),
            parsed.GetValue(tiny),
            parsed.GetValue(mebibytes),
            parsed.GetValue(tiny) ? 20_000 : parsed.GetValue(keys),
            parsed.GetValue(alone),
            parsed.GetValue(json)!,
            cancellationToken));
        return command.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(string[] names, int runs, bool tiny, int? mebibytes, int keys, bool alone, FileInfo json, CancellationToken cancellationToken)
    {
        var reports = new List<Report>();
        StalledReceiver? stalled = null;
        try
        {
            var runner = new Runner(runs, Console.Error);
            foreach (Workload workload in names.SelectMany(name => Workloads(name, tiny, tiny ? 1 : mebibytes, keys)))
            {
                Report report = await runner.RunAsync(alone ? workload.WithoutPeers() : workload, cancellationToken);
                report.WriteTable(Console.Out);
                reports.Add(report);
            }

            if (names.Contains("exchange"))
            {
                await using var exchange = new ExchangeWorkload(tiny ? 200_000 : 40_000_000, TimeSpan.FromSeconds(tiny ? 0.2 : 10));
                Report report = await runner.RunAsync(exchange.Workload, cancellationToken);
                report.WriteTable(Console.Out);
                reports.Add(report);
                stalled = await exchange.StallAsync(cancellationToken);
                stalled.Write(Console.Out);
            }
        }
        catch (WrongAnswerException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 1;
        }

        await using FileStream file = json.Create();
        await using var writer = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        writer.WriteStartArray();
        reports.ForEach(report => report.WriteJson(writer));
        stalled?.WriteJson(writer);
        writer.WriteEndArray();
        var goals = new Goals();
        if (!tiny)
        {
            goals.Add(reports.SelectMany(report => report.Misses()));
        }

        goals.Expect(stalled is not { IsFlat: false }, "exchange: the memory of both processes stays flat while the receiver takes nothing");
        return goals.Conclude(Console.Error);
    }

    private static IEnumerable<Workload> Workloads(string name, bool tiny, int? mebibytes, int keys) => name switch
    {
        "keyed-count" =>
        [
            KeyedCount.Create(tiny ? 100_000 : 400_000_000, 1_000, tiny ? 100_000 : 40_000_000),
            KeyedCount.Create(tiny ? 100_000 : 150_000_000, 1_000_000, tiny ? 100_000 : 15_000_000),
        ],
        "exchange" => [],
        "checkpoint-heap" => [CheckpointHeap.Create(BytesOf(mebibytes ?? 1024), all: true), CheckpointHeap.Create(BytesOf(mebibytes ?? 1024), all: false)],
        "checkpoint-rocksdb" when StateRocksDb.SkipReason is { } reason => Skip(name, reason),
        "checkpoint-rocksdb" => [CheckpointRocksDb.Create(BytesOf(mebibytes ?? 5 * 1024))],
        "recovery" => [Recovery.Create(BytesOf(mebibytes ?? 1024), isLocal: true), Recovery.Create(BytesOf(mebibytes ?? 1024), isLocal: false)],
        "memory" => [HeapMemory.Create(tiny ? 100_000 : 10_000_000)],
        "state-rocksdb" or "hybrid-log" when StateRocksDb.SkipReason is { } reason => Skip(name, reason),
        "state-rocksdb" => [StateRocksDb.Create(keys, Math.Max(keys / 3, 20_000))],
        "hybrid-log" => [HybridLog.Create(keys, Math.Max(keys / 3, 20_000), keys < 1_000_000 ? 8 : 64)],
        "coordinator" => [Coordinator.Create(tiny ? 100 : 10_000, tiny ? 3 : 50)],
        _ => [WordCount.Create(tiny ? 1L << 20 : 1L << 30, tiny ? 1L << 20 : 1L << 28)],
    };

    private static long BytesOf(int mebibytes) => (long)mebibytes << 20;

    private static IEnumerable<Workload> Skip(string name, string reason)
    {
        Console.Error.WriteLine($"{name} is left out: {reason}");
        return [];
    }
}
