using Akka.Configuration;
using Weir.Actors.Configuration;
using Weir.Actors.Faults;

namespace Weir.Actors.JobManagers;

/// <summary><c>weir.job-manager</c>.</summary>
/// <param name="Settle">How long a new leader waits at most for the task managers that it expects.</param>
/// <param name="RestartDelay">How long a leader that had to give up waits before it tries again.</param>
/// <param name="SnapshotEvery">After how many facts the registry is written as a whole.</param>
/// <param name="RetryEvery">How often a job that could not be built, for want of its code for instance, is tried again.</param>
internal sealed record JobManagerSettings(TimeSpan Settle, TimeSpan RestartDelay, int SnapshotEvery, TimeSpan RetryEvery)
{
    private const int LongestHistory = 1000;

    /// <summary>
    /// The path of the journal's section. Said to the journal's user by itself: in an actor system that was not started with Weir's defaults,
    /// Akka.Persistence puts its own over them.
    /// </summary>
    public string JournalPlugin { get; init; } = "";

    public RelaunchSettings Relaunch { get; init; } = RelaunchSettings.Default;

    /// <summary>The path of the snapshot store's section.</summary>
    public string SnapshotPlugin { get; init; } = "";

    /// <summary>How many ended checkpoints of each job are remembered in detail.</summary>
    public int CheckpointHistory { get; init; } = 10;

    /// <summary>How long a rescaled job waits for slots that were there when it began, before it goes back.</summary>
    public TimeSpan RescalePatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether subtasks may be made to fail on purpose.</summary>
    public bool AllowsFaults { get; init; }

    /// <exception cref="InvalidConfigurationException">A value can't be used.</exception>
    public static JobManagerSettings Read(Config config)
    {
        var reader = new ConfigurationReader(config, "weir.job-manager");
        var settings = new JobManagerSettings(
            reader.Duration("settle"), reader.Duration("restart-delay"), reader.Count("snapshot-every"), reader.Duration("retry-every"))
        {
            CheckpointHistory = reader.Count("checkpoint-history"),
            RescalePatience = reader.Duration("rescale-patience"),
            Relaunch = RelaunchSettings.Read(config),
            JournalPlugin = Plugin(config, "akka.persistence.journal.plugin"),
            AllowsFaults = FaultSettings.AreEnabled(config),
            SnapshotPlugin = Plugin(config, "akka.persistence.snapshot-store.plugin"),
        };
        List<string> problems = [.. reader.Errors.Select(error => error.ToString())];
        if (reader.Errors.Count == 0 && settings.SnapshotEvery < 1)
        {
            problems.Add($"weir.job-manager.snapshot-every = {settings.SnapshotEvery}: it must be at least 1");
        }

        if (reader.Errors.Count == 0 && settings.CheckpointHistory is < 1 or > LongestHistory)
        {
            problems.Add($"weir.job-manager.checkpoint-history = {settings.CheckpointHistory}: it must be 1 to {LongestHistory}");
        }

        return problems.Count == 0 ? settings : throw new InvalidConfigurationException(problems);
    }

    private static string Plugin(Config config, string key)
    {
        string chosen = config.HasPath(key) ? config.GetString(key) : "";
        return chosen.Length > 0 ? chosen : ReferenceConfiguration.Config.GetString(key);
    }
}
