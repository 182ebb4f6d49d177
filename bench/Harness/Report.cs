using System.Globalization;
using System.Text.Json;

namespace Weir.Bench.Harness;

/// <summary>The figures of one workload, as a table and as JSON.</summary>
internal sealed class Report(Workload workload, IReadOnlyDictionary<string, IReadOnlyList<Measurement>> measured)
{
    private const string Weir = "weir";

    public void WriteTable(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"### {workload.Name}");
        output.WriteLine("| contender | median M/s | min | max | weir ÷ it (median of pairs) | goal | bytes/record | CPU ns/record | GC pause |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach ((string name, IReadOnlyList<Measurement> runs) in measured)
        {
            double[] rates = [.. runs.Select(run => run.RecordsPerSecond / 1e6).Order()];
            string ratio = name == Weir ? "" : Text(Ratio(name));
            string goal = workload.Goals.TryGetValue(name, out double wanted) ? "≥ " + wanted.ToString(CultureInfo.InvariantCulture) : "";
            output.WriteLine(
                $"| {name} | {Text(Median(rates))} | {Text(rates[0])} | {Text(rates[^1])} | {ratio} | {goal} | {Bytes(runs)} | {Cpu(runs)} | {Pause(runs)} |");
        }

        foreach ((string name, IReadOnlyList<Measurement> runs) in measured)
        {
            foreach (Figure figure in Medians(runs))
            {
                string goal = figure.Most is { } most ? $", goal ≤ {most.ToString(CultureInfo.InvariantCulture)} {figure.Unit}" : "";
                output.WriteLine($"{name}: {figure.Name}: {Text(figure.Value)} {figure.Unit} (median{goal})");
            }
        }

        foreach (string skipped in workload.Skipped)
        {
            output.WriteLine($"Without {skipped}");
        }
    }

    /// <summary>What the workload was to reach and has not, with what it has.</summary>
    public IEnumerable<string> Misses()
    {
        foreach (string name in measured.Keys.Where(workload.Goals.ContainsKey))
        {
            if (!(Ratio(name) >= workload.Goals[name]))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{workload.Name}: weir ÷ {name} is {Ratio(name):F3}, goal ≥ {workload.Goals[name]}");
            }
        }

        foreach ((string name, IReadOnlyList<Measurement> runs) in measured)
        {
            foreach (Figure figure in Medians(runs).Where(figure => figure.Most is { } most && !(figure.Value <= most)))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{workload.Name}: {name}: {figure.Name} is {figure.Value:F2} {figure.Unit}, goal ≤ {figure.Most} {figure.Unit}");
            }
        }
    }

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("workload", workload.Name);
        json.WriteStartArray("contenders");
        foreach ((string name, IReadOnlyList<Measurement> runs) in measured)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            if (name != Weir)
            {
                json.WriteNumber("weirRatio", Ratio(name));
            }

            json.WriteStartArray("runs");
            foreach (Measurement run in runs)
            {
                json.WriteStartObject();
                json.WriteNumber("records", run.Records);
                json.WriteNumber("seconds", run.Elapsed.TotalSeconds);
                json.WriteNumber("recordsPerSecond", run.RecordsPerSecond);
                if (run.AllocatedBytes is { } allocated)
                {
                    json.WriteNumber("allocatedBytes", allocated);
                }

                if (run.Cpu is { } cpu)
                {
                    json.WriteNumber("cpuMs", cpu.TotalMilliseconds);
                }

                if (run.Paused is { } paused)
                {
                    json.WriteNumber("gcPauseMs", paused.TotalMilliseconds);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("figures");
            foreach (Figure figure in Medians(runs))
            {
                json.WriteStartObject();
                json.WriteString("name", figure.Name);
                json.WriteNumber("median", figure.Value);
                json.WriteString("unit", figure.Unit);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static IEnumerable<Figure> Medians(IReadOnlyList<Measurement> runs) =>
        runs[0].Figures.Select((figure, place) => figure with { Value = Median([.. runs.Select(run => run.Figures[place].Value).Order()]) });

    /// <summary>Weir's rate over the contender's, pair by pair: what slowed the machine slowed both.</summary>
    private double Ratio(string name) =>
        Median([.. measured[Weir].Zip(measured[name], (weir, other) => weir.RecordsPerSecond / other.RecordsPerSecond).Order()]);

    private static double Median(double[] sorted) =>
        sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;

    private static string Bytes(IReadOnlyList<Measurement> runs) =>
        runs[0].AllocatedBytes is null ? "" : Text(Median([.. runs.Select(run => (double)run.AllocatedBytes!.Value / run.Records).Order()]));

    private static string Cpu(IReadOnlyList<Measurement> runs) =>
        runs[0].Cpu is null ? "" : Text(Median([.. runs.Select(run => run.Cpu!.Value.TotalNanoseconds / run.Records).Order()]));

    private static string Pause(IReadOnlyList<Measurement> runs) =>
        runs[0].Paused is null ? "" : Text(Median([.. runs.Select(run => run.Paused!.Value.TotalMilliseconds).Order()])) + " ms";

    private static string Text(double value) => value.ToString(value >= 100 ? "F0" : "F2", CultureInfo.InvariantCulture);
}
