using System.Globalization;
using Weir.Actors.Coordination;

namespace Weir.Simulation.World;

/// <summary>What a user changes of a running job: the keys, each as it is written and as it is meant.</summary>
/// <param name="Values">By the key below <c>weir.checkpointing</c>.</param>
internal sealed record SettingsChange(IReadOnlyDictionary<string, (string Text, object? Value)> Values)
{
    private static readonly double[] Intervals = [15, 40, 120, 400, 1500];
    private static readonly double[] Timeouts = [150, 500, 2000, 4000];

    /// <summary>As a user writes it.</summary>
    public string Hocon => string.Join('\n', Values.Select(each => $"weir.checkpointing.{each.Key} = {each.Value.Text}"));

    public override string ToString() => string.Join(", ", Values.Select(each => $"{each.Key} = {each.Value.Text}"));

    /// <param name="chance">Says what is changed, and how.</param>
    /// <param name="shortestTimeout">A job that is slow never completes a checkpoint with less.</param>
    public static SettingsChange Draw(Chance chance, TimeSpan shortestTimeout)
    {
        var values = new Dictionary<string, (string, object?)>(StringComparer.Ordinal);
        void Add(string key, (string, object?) value) => values[key] = value;
        do
        {
            switch (chance.Between(0, 8))
            {
                case 0 or 1: Add("interval", chance.Happens(0.15) ? ("off", null) : Time(chance.Pick<double>(Intervals))); break;
                case 2: Add("min-pause", Time(chance.Pick(0.0, 0, 20, 150))); break;
                case 3: Add("timeout", Time(Math.Max(chance.Pick<double>(Timeouts), shortestTimeout.TotalMilliseconds))); break;
                case 4: Add("alert.every", Time(chance.Pick(20.0, 100, 400))); break;
                case 5: Add("alert.window", Time(chance.Pick(50.0, 300, 2000))); break;
                case 6: Add("alert.threshold", chance.Happens(0.2) ? ("off", null) : Count(chance.Between(1, 5))); break;
                default: Add("alert.total-threshold", chance.Happens(0.3) ? ("off", null) : Count(chance.Between(1, 12))); break;
            }
        }
        while (chance.Happens(0.5));
        return new SettingsChange(values);
    }

    /// <summary>What a configuration says of a key.</summary>
    public static object? Of(CheckpointingConfiguration configuration, string key) => key switch
    {
        "interval" => configuration.Interval,
        "min-pause" => configuration.MinimumPause,
        "timeout" => configuration.Timeout,
        "alert.every" => configuration.Alert.Every,
        "alert.window" => configuration.Alert.Window,
        "alert.threshold" => configuration.Alert.Threshold,
        "alert.total-threshold" => configuration.Alert.TotalThreshold,
        _ => throw new ArgumentException($"No such key: {key}", nameof(key)),
    };

    /// <summary>The keys that may change, as a file of a job has them.</summary>
    public static string Write(CheckpointingConfiguration configuration)
    {
        var alert = configuration.Alert;
        return $$"""
            weir.checkpointing {
              interval = {{Off(configuration.Interval)}}
              min-pause = {{Time(configuration.MinimumPause.TotalMilliseconds).Text}}
              timeout = {{Time(configuration.Timeout.TotalMilliseconds).Text}}
              max-concurrent = {{configuration.MaximumConcurrent}}
              alert {
                every = {{Off(alert.Every)}}
                window = {{Time(alert.Window.TotalMilliseconds).Text}}
                threshold = {{Off(alert.Threshold)}}
                total-threshold = {{Off(alert.TotalThreshold)}}
                silence-factor = {{Off(alert.SilenceFactor)}}
                restarts-per-minute = {{Off(alert.RestartsPerMinute)}}
              }
            }
            """;
    }

    /// <summary>What was read, as the configuration of a job that is otherwise as it was.</summary>
    public static CheckpointingConfiguration Apply(CheckpointingConfiguration read, CheckpointingConfiguration original) => original with
    {
        Interval = read.Interval,
        MinimumPause = read.MinimumPause,
        Timeout = read.Timeout,
        Alert = read.Alert,
    };

    private static string Off(TimeSpan? time) => time is { } value ? Time(value.TotalMilliseconds).Text : "off";

    private static string Off(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture) ?? "off";

    private static (string Text, object? Value) Time(double milliseconds) =>
        (string.Create(CultureInfo.InvariantCulture, $"{milliseconds} ms"), TimeSpan.FromMilliseconds(milliseconds));

    private static (string Text, object? Value) Count(int count) => (count.ToString(CultureInfo.InvariantCulture), count);
}
