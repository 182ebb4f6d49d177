using Akka.Configuration;
using Weir.Actors.Configuration;

namespace Weir.Actors.JobManagers;

/// <summary><c>weir.scheduler.reactive</c>: whether a job's parallelism follows the slots that there are.</summary>
/// <param name="IsOn">Whether it does.</param>
/// <param name="MaximumParallelism">No more than that; null: what its operators can have.</param>
/// <param name="Stabilization">How long there have to be more slots before it takes them.</param>
internal sealed record ReactiveSettings(bool IsOn, int? MaximumParallelism, TimeSpan Stabilization)
{
    /// <exception cref="InvalidConfigurationException">A value can't be used.</exception>
    public static ReactiveSettings Read(Config config)
    {
        var reader = new ConfigurationReader(config, "weir.scheduler.reactive");
        var settings = new ReactiveSettings(reader.Switch("enabled"), reader.CountOrOff("max-parallelism"), reader.Duration("stabilization"));
        List<string> problems = [.. reader.Errors.Select(error => error.ToString())];
        if (settings.MaximumParallelism < 1)
        {
            problems.Add($"weir.scheduler.reactive.max-parallelism is {settings.MaximumParallelism}; it must be at least 1, or off.");
        }

        return problems.Count == 0 ? settings : throw new InvalidConfigurationException(problems);
    }
}
