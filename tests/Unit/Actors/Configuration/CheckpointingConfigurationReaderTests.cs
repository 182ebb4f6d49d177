using Akka.Configuration;
using Weir.Actors.Configuration;
using Weir.Actors.Coordination;
using Weir.Actors.Restarts;

namespace Weir.Unit.Actors.Configuration;

public class CheckpointingConfigurationReaderTests
{
    [Fact]
    public void Reference_holds_the_defaults_of_the_typed_record() => Read("").ShouldBe(new CheckpointingConfiguration());

    [Fact]
    public void Every_key_reaches_its_property()
    {
        var read = Read("""
            interval = 5 s
            mode = at-least-once
            timeout = 2 min
            min-pause = 300 ms
            max-concurrent = 1
            tolerable-failures = -1
            retention = retain-on-cancellation
            num-retained = 7
            unaligned { enabled = false, aligned-timeout = 2 s, max-in-flight = 3 MiB }
            after-tasks-finish = true
            incremental = false
            local-recovery = true
            storage { dir = "/var/lib/weir", inline-threshold = 1 KiB }
            """);

        read.ShouldBe(new CheckpointingConfiguration
        {
            Interval = TimeSpan.FromSeconds(5),
            Mode = CheckpointingMode.AtLeastOnce,
            Timeout = TimeSpan.FromMinutes(2),
            MinimumPause = TimeSpan.FromMilliseconds(300),
            TolerableFailures = -1,
            Retention = CheckpointRetention.RetainOnCancellation,
            Retained = 7,
            AlignedTimeout = TimeSpan.FromSeconds(2),
            MaximumInFlightBytes = 3 * 1024 * 1024,
            Incremental = false,
            LocalRecovery = true,
            StorageDirectory = "/var/lib/weir",
            InlineThresholdBytes = 1024,
        });
    }

    [Fact]
    public void Each_restart_strategy_is_read_with_its_figures()
    {
        Read("restart { strategy = fixed-delay, fixed-delay { attempts = 9, delay = 20 ms } }").Restart
            .ShouldBe(new FixedDelayConfiguration { Attempts = 9, Delay = TimeSpan.FromMilliseconds(20) });
        Read("restart { strategy = failure-rate, failure-rate { max-failures = 2, interval = 1 min, delay = 0 s } }").Restart
            .ShouldBe(new FailureRateConfiguration { MaximumFailures = 2, Interval = TimeSpan.FromMinutes(1), Delay = TimeSpan.Zero });
        Read("restart { exponential { initial-delay = 10 ms, max-delay = 1 s, multiplier = 2, jitter = 0, reset-after = 1 min } }").Restart
            .ShouldBe(new ExponentialDelayConfiguration
            {
                InitialDelay = TimeSpan.FromMilliseconds(10),
                MaximumDelay = TimeSpan.FromSeconds(1),
                Multiplier = 2,
                Jitter = 0,
                ResetAfter = TimeSpan.FromMinutes(1),
            });
        Read("restart.strategy = none").Restart.ShouldBe(new NoRestartConfiguration());
    }

    [Fact]
    public void Savepoints_by_the_calendar_are_read_with_their_time_zone()
    {
        // A machine without a data base of time zones knows UTC alone.
        var zone = TimeZoneInfo.GetSystemTimeZones().Append(TimeZoneInfo.Utc).First().Id;
        var settings = $"savepoint {{ dir = /sp, cron = \"30 2 * * MON\", time-zone = \"{zone}\", keep = 3 }}";
        var read = Read(settings);
        var cron = read.SavepointCron.ShouldNotBeNull();
        (cron.Text, cron.Zone.Id, read.SavepointEvery, read.SavepointsKept).ShouldBe(("30 2 * * MON", zone, null, 3));
        read.ShouldBe(Read(settings));
    }

    [Theory]
    [InlineData("interval = soon", "weir.checkpointing.interval is soon; it must be off, or a duration such as")]
    [InlineData("interval = 9 ms", "weir.checkpointing.interval is 9 ms; it must be off, or 10 ms to")]
    [InlineData("mode = exactly-twice", "weir.checkpointing.mode is exactly-twice; it must be one of exactly-once, at-least-once")]
    [InlineData("max-concurrent = 0", "weir.checkpointing.max-concurrent is 0; it must be 1 to")]
    [InlineData("max-concurrent = 2, min-pause = 1 s", "weir.checkpointing.max-concurrent is 2; it must be 1 when")]
    [InlineData("tolerable-failures = -2", "weir.checkpointing.tolerable-failures is -2; it must be 0 or more, or -1")]
    [InlineData("num-retained = many", "weir.checkpointing.num-retained is many; it must be a whole number")]
    [InlineData("num-retained = 0", "weir.checkpointing.num-retained is 0; it must be 1 to")]
    [InlineData("timeout { value = 1 s }", "weir.checkpointing.timeout is")]
    [InlineData("storage.inline-threshold = 2 MiB", "weir.checkpointing.storage.inline-threshold is 2097152 B; it must be 0 to 1 MiB")]
    [InlineData("storage.inline-threshold = 99999 GiB", "weir.checkpointing.storage.inline-threshold is")]
    [InlineData("unaligned.max-in-flight = 1 KiB", "weir.checkpointing.unaligned.max-in-flight is 1024 B; it must be 1 MiB to 1 GiB")]
    [InlineData("unaligned.max-in-flight = 2 GiB", "weir.checkpointing.unaligned.max-in-flight is 2147483648 B; it must be 1 MiB to 1 GiB")]
    [InlineData("savepoint { cron = \"0 3 * *\", dir = /sp }", "weir.checkpointing.savepoint.cron is 0 3 * *; it must be off, or five fields")]
    [InlineData("savepoint { cron = \"0 3 31 2 *\", dir = /sp }", "weir.checkpointing.savepoint.cron is 0 3 31 2 *; it must be a time that comes some day")]
    [InlineData("savepoint { cron = \"0 3 * * *\", every = 1 h, dir = /sp }", "weir.checkpointing.savepoint.cron is 0 3 * * *; it must be off when savepoint.every is set")]
    [InlineData("savepoint.cron = \"0 3 * * *\"", "weir.checkpointing.savepoint.cron is 0 3 * * *; it must be off as long as weir.checkpointing.savepoint.dir is not set")]
    [InlineData("savepoint.time-zone = Middle/Earth", "weir.checkpointing.savepoint.time-zone is Middle/Earth; it must be the name of a time zone")]
    [InlineData("after-tasks-finish = false", "weir.checkpointing.after-tasks-finish is false; it must be true: without checkpoints after the first task has finished, the last results")]
    [InlineData("restart.fixed-delay.attempts = x", "weir.checkpointing.restart.fixed-delay.attempts is x")]
    public void A_value_that_cannot_be_used_is_named_with_key_value_and_range(string hocon, string expected) =>
        Should.Throw<InvalidConfigurationException>(() => Read(hocon)).Message.ShouldContain(expected);

    [Fact]
    public void All_mistakes_are_reported_at_once()
    {
        var problems = Should.Throw<InvalidConfigurationException>(() => Read("interval = x, mode = y, timeout = z")).Problems;
        problems.Select(problem => problem.Split(' ')[0])
            .ShouldBe(["weir.checkpointing.interval", "weir.checkpointing.mode", "weir.checkpointing.timeout"], ignoreOrder: true);
    }

    private static CheckpointingConfiguration Read(string checkpointing) =>
        CheckpointingConfigurationReader.Read(
            ConfigurationFactory.ParseString($"weir.checkpointing {{\n{checkpointing}\n}}").WithFallback(ReferenceConfiguration.Config));
}
