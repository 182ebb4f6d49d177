using Akka.Configuration;
using Weir.Actors.Configuration;

namespace Weir.Actors.JobManagers;

/// <summary><c>weir.relaunch</c> and <c>weir.relaunch-limit</c>: what becomes of jobs whose whole cluster was gone.</summary>
/// <param name="IsOn">Whether they go on when it comes back.</param>
/// <param name="Attempts">How often within the window.</param>
/// <param name="Window">The time within which relaunches count.</param>
internal sealed record RelaunchSettings(bool IsOn, int Attempts, TimeSpan Window)
{
    private const int MostAttempts = 1000;

    public static readonly RelaunchSettings Default = new(IsOn: true, 10, TimeSpan.FromMinutes(10));

    /// <exception cref="InvalidConfigurationException">A value can't be used.</exception>
    public static RelaunchSettings Read(Config config)
    {
        var reader = new ConfigurationReader(config, "weir");
        var settings = new RelaunchSettings(reader.Switch("relaunch"), reader.Count("relaunch-limit.attempts"), reader.Duration("relaunch-limit.window"));
        List<string> problems = [.. reader.Errors.Select(error => error.ToString())];
        if (reader.Errors.Count == 0 && settings.Attempts is < 1 or > MostAttempts)
        {
            problems.Add($"weir.relaunch-limit.attempts is {settings.Attempts}; it must be 1 to {MostAttempts}.");
        }

        if (reader.Errors.Count == 0 && settings.Window <= TimeSpan.Zero)
        {
            problems.Add($"weir.relaunch-limit.window is {settings.Window}; it must be above 0.");
        }

        return problems.Count == 0 ? settings : throw new InvalidConfigurationException(problems);
    }

    /// <summary>Why a job is not relaunched, with the way out; null: it is.</summary>
    /// <param name="relaunches">When it was relaunched before.</param>
    /// <param name="now">The time.</param>
    public string? Refusal(IEnumerable<DateTimeOffset> relaunches, DateTimeOffset now)
    {
        if (!IsOn)
        {
            return "Its cluster was gone, and weir.relaunch is off. Its checkpoints are kept: submit it again with --from latest.";
        }

        int recent = relaunches.Count(at => at > now - Window);
        return recent < Attempts
            ? null
            : $"Its cluster was gone, and it was relaunched {recent} times within {Window} already; weir.relaunch-limit.attempts is {Attempts}. "
                + "Find out what ends its nodes, then submit it again with --from latest: its checkpoints are kept.";
    }
}
