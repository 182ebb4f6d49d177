using Weir.Actors.History;
using Weir.Host.Web.Views;
using Weir.Operators.Streams;

namespace Weir.Unit.Web;

public class SettingTests
{
    private static readonly CheckpointingInspection Checkpointing = new()
    {
        IsExactlyOnce = true,
        Interval = TimeSpan.FromSeconds(1),
        Timeout = TimeSpan.FromMinutes(1),
        MinimumPause = TimeSpan.Zero,
        MaximumConcurrent = 1,
        TolerableFailures = 0,
        IsKeptWhenFailed = true,
        IsKeptWhenCancelled = false,
        IsUnaligned = true,
        AlignedTimeout = TimeSpan.Zero,
        MaximumInFlightBytes = 3 * 1024 * 1024,
        AfterTasksFinish = true,
        IsIncremental = true,
        IsLocalRecovery = true,
        StorageDirectory = "/checkpoints",
        Restart = "exponential",
    };

    [Fact]
    public void How_much_may_be_in_flight_is_shown_where_it_counts()
    {
        Value(Checkpointing, "At most in flight").ShouldBe("3 MiB for each subtask");
        Value(Checkpointing with { IsUnaligned = false }, "At most in flight").ShouldBe("Not used");
    }

    [Fact]
    public void Local_recovery_is_shown()
    {
        Value(Checkpointing, "Local recovery").ShouldBe("Yes");
        Value(Checkpointing with { IsLocalRecovery = false }, "Local recovery").ShouldBe("No");
    }

    [Fact]
    public void Whether_checkpoints_are_incremental_is_shown()
    {
        Value(Checkpointing, "Incremental").ShouldBe("Yes");
        Value(Checkpointing with { IsIncremental = false }, "Incremental").ShouldBe("No");
    }

    [Fact]
    public void Where_state_is_while_the_job_runs_is_shown()
    {
        Value(Checkpointing, "State while it runs").ShouldBe("In memory");
        Value(Checkpointing with { StateBackend = StateBackend.RocksDb }, "State while it runs").ShouldBe("In RocksDB");
    }

    private static string Value(CheckpointingInspection checkpointing, string name) => Setting.Of(checkpointing).Single(setting => setting.Name == name).Value;
}
