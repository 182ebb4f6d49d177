using Akka.Configuration;
using Weir.Actors.Artifacts;
using Weir.Actors.Configuration;
using Weir.Actors.Faults;

namespace Weir.Actors.TaskManagers;

/// <summary><c>weir.task-manager</c>.</summary>
/// <param name="Slots">How many subtasks of each vertex of a job, of however many jobs, can run here.</param>
/// <param name="HeartbeatInterval">How often it tells the leader that it is alive.</param>
/// <param name="HeartbeatTimeout">After how long a silence either gives the other up.</param>
/// <param name="StopTimeout">How long a subtask may take to stop, before its node is given up.</param>
internal sealed record TaskManagerSettings(int Slots, TimeSpan HeartbeatInterval, TimeSpan HeartbeatTimeout, TimeSpan StopTimeout)
{
    private const int MostSlots = 32_768;

    /// <summary>Whether subtasks may be made to fail on purpose.</summary>
    public bool AllowsFaults { get; init; }

    /// <summary>Where copies of checkpoints are kept for local recovery.</summary>
    public string LocalStateDirectory { get; init; } = "";

    /// <param name="config">The node's configuration over <c>reference.conf</c>.</param>
    /// <param name="isCluster">What <c>slots = auto</c> means: a slot for each processor, or else as many as jobs want.</param>
    /// <exception cref="InvalidConfigurationException">A value can't be used.</exception>
    public static TaskManagerSettings Read(Config config, bool isCluster)
    {
        var reader = new ConfigurationReader(config, "weir.task-manager");
        bool isAutomatic = string.Equals(reader.Text("slots"), "auto", StringComparison.OrdinalIgnoreCase);
        var settings = new TaskManagerSettings(
            !isAutomatic ? reader.Count("slots") : isCluster ? Environment.ProcessorCount : MostSlots,
            reader.Duration("heartbeat-interval"),
            reader.Duration("heartbeat-timeout"),
            reader.Duration("stop-timeout"))
        {
            AllowsFaults = FaultSettings.AreEnabled(config),
            LocalStateDirectory = reader.Text("local-state.dir") is { Length: > 0 } directory ? Path.GetFullPath(directory) : CacheFolder.DefaultOf("local-state"),
        };
        List<string> problems = [.. reader.Errors.Select(error => error.ToString())];
        if (reader.Errors.Count == 0)
        {
            if (settings.Slots is < 0 or > MostSlots)
            {
                problems.Add($"weir.task-manager.slots = {settings.Slots}: it must be 0 to {MostSlots}, or auto");
            }

            if (settings.HeartbeatInterval <= TimeSpan.Zero)
            {
                problems.Add($"weir.task-manager.heartbeat-interval = {settings.HeartbeatInterval}: it must be above 0");
            }

            if (settings.HeartbeatTimeout < 2 * settings.HeartbeatInterval)
            {
                problems.Add($"weir.task-manager.heartbeat-timeout = {settings.HeartbeatTimeout}: it must be at least twice the heartbeat-interval ({settings.HeartbeatInterval})");
            }

            if (settings.StopTimeout < settings.HeartbeatInterval)
            {
                problems.Add($"weir.task-manager.stop-timeout = {settings.StopTimeout}: it must be at least the heartbeat-interval ({settings.HeartbeatInterval})");
            }
        }

        return problems.Count == 0 ? settings : throw new InvalidConfigurationException(problems);
    }
}
