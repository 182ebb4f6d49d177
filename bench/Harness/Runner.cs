using System.Globalization;

namespace Weir.Bench.Harness;

/// <summary>Runs a workload's contenders in turn, several times, and holds their answers against each other.</summary>
internal sealed class Runner(int runs, TextWriter log)
{
    public async Task<Report> RunAsync(Workload workload, CancellationToken cancellationToken)
    {
        foreach (string skipped in workload.Skipped)
        {
            await log.WriteLineAsync($"{workload.Name}: without {skipped}");
        }

        var measured = workload.Contenders.ToDictionary(contender => contender.Name, _ => new List<Measurement>());

        // The first round warms up code, pools and page cache, and is not counted.
        for (int run = 0; run <= runs; run++)
        {
            ulong? answer = null;
            foreach (Contender contender in workload.Contenders)
            {
                Collect();
                Measurement measurement = await contender.RunAsync(cancellationToken);
                if (measurement.Result is { } result)
                {
                    answer ??= result;
                    if (answer != result)
                    {
                        throw new WrongAnswerException(workload.Name, contender.Name, answer.Value, result);
                    }
                }

                string note = run == 0 ? " (warm-up)" : "";
                await log.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{workload.Name} {contender.Name}{note}: {measurement.RecordsPerSecond / 1e6:F2} million records/s, {measurement.Elapsed.TotalSeconds:F2} s{(measurement.Cpu is { } cpu ? $", {cpu.TotalNanoseconds / measurement.Records:F2} ns CPU/record" : "")}"));
                if (run > 0)
                {
                    measured[contender.Name].Add(measurement);
                }
            }
        }

        return new Report(workload, measured.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<Measurement>)pair.Value));
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
