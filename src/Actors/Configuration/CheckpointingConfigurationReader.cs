using Akka.Configuration;
using Weir.Actors.Coordination;
using Weir.Actors.Restarts;

namespace Weir.Actors.Configuration;

/// <summary>Reads <c>weir.checkpointing</c>.</summary>
internal static class CheckpointingConfigurationReader
{
    private const string Path = "weir.checkpointing";

    /// <param name="config">Settings over reference.conf, which has a value for every key.</param>
    /// <exception cref="InvalidConfigurationException">A value can't be read or is out of its range; all such values are named.</exception>
    public static CheckpointingConfiguration Read(Config config)
    {
        var reader = new ConfigurationReader(config, Path);
        var directory = reader.Text("storage.dir");
        var inlineThreshold = reader.ByteSize("storage.inline-threshold");
        var savepoints = reader.Text("savepoint.dir");
        var configuration = new CheckpointingConfiguration
        {
            Interval = reader.DurationOrOff("interval"),
            Mode = reader.Choice("mode", [("exactly-once", CheckpointingMode.ExactlyOnce), ("at-least-once", CheckpointingMode.AtLeastOnce)]),
            Timeout = reader.Duration("timeout"),
            MinimumPause = reader.Duration("min-pause"),
            MaximumConcurrent = reader.Count("max-concurrent"),
            TolerableFailures = reader.Count("tolerable-failures"),
            Retention = reader.Choice(
                "retention",
                [
                    ("delete-on-cancellation", CheckpointRetention.DeleteOnCancellation),
                    ("retain-on-cancellation", CheckpointRetention.RetainOnCancellation),
                    ("no-externalized", CheckpointRetention.NoExternalized),
                ]),
            Retained = reader.Count("num-retained"),
            Unaligned = reader.Switch("unaligned.enabled"),
            AlignedTimeout = reader.Duration("unaligned.aligned-timeout"),
            MaximumInFlightBytes = reader.ByteSize("unaligned.max-in-flight"),
            AfterTasksFinish = reader.Switch("after-tasks-finish"),
            Incremental = reader.Switch("incremental"),
            LocalRecovery = reader.Switch("local-recovery"),
            StorageDirectory = directory.Length == 0 ? null : directory,
            InlineThresholdBytes = (int)Math.Min(inlineThreshold, int.MaxValue),
            SavepointDirectory = savepoints.Length == 0 ? null : savepoints,
            SavepointEvery = reader.DurationOrOff("savepoint.every"),
            SavepointCron = ReadCron(reader),
            SavepointsKept = reader.Count("savepoint.keep"),
            Restart = ReadRestart(reader),
            Alert = AlertConfigurationReader.Read(reader),
        };

        if (reader.Errors.Count > 0)
        {
            throw new InvalidConfigurationException([.. reader.Errors.Select(error => error.ToString())]);
        }

        var outOfRange = configuration.Validate();
        return outOfRange.Count == 0 ? configuration : throw new InvalidConfigurationException(outOfRange);
    }

    private static CronSchedule? ReadCron(ConfigurationReader reader)
    {
        var zone = reader.Value("savepoint.time-zone", FindZone, "the name of a time zone that this machine knows, such as UTC or Europe/Berlin", TimeZoneInfo.Utc);
        return reader.ValueOrOff<CronSchedule>(
            "savepoint.cron",
            text => CronSchedule.TryParse(text, zone, out var schedule) ? schedule : null,
            "five fields with spaces between: minute, hour, day of the month, month, day of the week, such as 0 3 * * *");
    }

    private static TimeZoneInfo? FindZone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    private static RestartConfiguration ReadRestart(ConfigurationReader reader)
    {
        // All are read, so that a mistake shows before the day on which the strategy is changed.
        RestartConfiguration exponential = new ExponentialDelayConfiguration
        {
            InitialDelay = reader.Duration("restart.exponential.initial-delay"),
            MaximumDelay = reader.Duration("restart.exponential.max-delay"),
            Multiplier = reader.Number("restart.exponential.multiplier"),
            Jitter = reader.Number("restart.exponential.jitter"),
            ResetAfter = reader.Duration("restart.exponential.reset-after"),
        };
        RestartConfiguration fixedDelay = new FixedDelayConfiguration
        {
            Attempts = reader.Count("restart.fixed-delay.attempts"),
            Delay = reader.Duration("restart.fixed-delay.delay"),
        };
        RestartConfiguration failureRate = new FailureRateConfiguration
        {
            MaximumFailures = reader.Count("restart.failure-rate.max-failures"),
            Interval = reader.Duration("restart.failure-rate.interval"),
            Delay = reader.Duration("restart.failure-rate.delay"),
        };
        return reader.Choice(
            "restart.strategy",
            [("exponential", exponential), ("fixed-delay", fixedDelay), ("failure-rate", failureRate), ("none", new NoRestartConfiguration())]);
    }
}
