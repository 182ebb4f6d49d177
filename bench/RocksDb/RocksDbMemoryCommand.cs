using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Weir.Bench.Harness;
using Weir.Bench.Workloads;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.Bench.RocksDb;

/// <summary><c>bench rocksdb-memory</c>: what a node with more state than memory uses.</summary>
internal static class RocksDbMemoryCommand
{
    private const int Parallelism = 2;
    private const int FewKeys = 10_000;

    public static Command Create()
    {
        var keys = new Option<long>("--keys") { Description = "Keys, each with a count in the state.", DefaultValueFactory = _ => 10_000_000 };
        var memory = new Option<int>("--memory") { Description = "MiB that the databases may have.", DefaultValueFactory = _ => 64 };
        keys.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<long>() < FewKeys)
            {
                given.AddError($"--keys must be at least {FewKeys}.");
            }
        });
        memory.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() < 8)
            {
                given.AddError("--memory must be at least 8.");
            }
        });
        var command = new Command("rocksdb-memory", "Counts each key twice with the counts in RocksDB, and measures what memory that takes.") { keys, memory };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(keys), parsed.GetValue(memory), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(long keys, int memory, CancellationToken cancellationToken)
    {
        if (StateRocksDb.SkipReason is { } reason)
        {
            await Console.Error.WriteLineAsync($"rocksdb-memory is left out: {reason}");
            return 0;
        }

        const double Mebibyte = 1 << 20;
        MemorySample few;
        MemorySample many;
        TimeSpan elapsed;
        try
        {
            (few, _) = await CountAsync(FewKeys, memory, cancellationToken);
            (many, elapsed) = await CountAsync(keys, memory, cancellationToken);
        }
        catch (WrongAnswerException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 1;
        }

        double more = (many.ProcessBytes - few.ProcessBytes) / Mebibyte;
        Console.Out.WriteLine($"### rocksdb-memory, {Text(keys, "N0")} keys, {memory} MiB");
        Console.Out.WriteLine("| MiB, at most | of all | with few keys | more |");
        Console.Out.WriteLine("|---|---|---|---|");
        Console.Out.WriteLine($"| process | {Text(many.ProcessBytes / Mebibyte, "F1")} | {Text(few.ProcessBytes / Mebibyte, "F1")} | {Text(more, "F1")} |");
        Console.Out.WriteLine($"| managed heap | {Text(many.ManagedBytes / Mebibyte, "F1")} | {Text(few.ManagedBytes / Mebibyte, "F1")} | {Text((many.ManagedBytes - few.ManagedBytes) / Mebibyte, "F1")} |");
        Console.Out.WriteLine($"| caches and write buffers | {Text(many.DatabaseBytes / Mebibyte, "F1")} | {Text(few.DatabaseBytes / Mebibyte, "F1")} | {Text((many.DatabaseBytes - few.DatabaseBytes) / Mebibyte, "F1")} |");
        Console.Out.WriteLine($"{Text(2 * keys / elapsed.TotalSeconds / 1e6, "F3")} million records/s, {many.Count} samples");
        var goals = new Goals();
        goals.Expect(many.DatabaseBytes <= memory * Mebibyte, $"rocksdb-memory: caches and write buffers have {Text(many.DatabaseBytes / Mebibyte, "F1")} of {memory} MiB");
        return goals.Conclude(Console.Error);
    }

    /// <summary>Each key comes twice, in an order in which neighbours are far from each other.</summary>
    private static async Task<(MemorySample Most, TimeSpan Elapsed)> CountAsync(long keys, int memory, CancellationToken cancellationToken)
    {
        var sink = new SumSink<long>();
        string databases = Directory.CreateTempSubdirectory("weir-bench-").FullName;
        long started = Stopwatch.GetTimestamp();
        try
        {
            using var sampler = new MemorySampler();
            await WeirJob.RunAsync(
                environment =>
                {
                    environment.StateBackend = StateBackend.RocksDb;
                    environment.FromSource(new GeneratorSource<long>(2 * keys, (first, target) => Fill(first, target, keys)), "keys").KeyBy(key => key).Count().SinkTo(sink);
                },
                Parallelism,
                cancellationToken,
                string.Create(CultureInfo.InvariantCulture, $"weir.state.rocksdb {{ memory = {memory} MiB, dir = \"{databases}\" }}"));

            // The first time each comes to 1, the second to 2.
            if (sink.Sum != 3 * (ulong)keys)
            {
                throw new WrongAnswerException("rocksdb-memory", "weir", sink.Sum, 3 * (ulong)keys);
            }

            return (sampler.Most, Stopwatch.GetElapsedTime(started));
        }
        finally
        {
            await TemporaryFolders.DeleteAsync(databases);
        }
    }

    private static void Fill(long first, Span<long> target, long keys)
    {
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = (first + i) % keys * unchecked((long)0x9E3779B97F4A7C15);
        }
    }

    private static string Text(double figure, string format) => figure.ToString(format, CultureInfo.InvariantCulture);
}
