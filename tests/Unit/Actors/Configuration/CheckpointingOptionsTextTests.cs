using System.Reflection;
using Weir.Actors.Configuration;
using Weir.Actors.Coordination;
using Weir.Operators.Streams;
using CheckpointRetention = Weir.Operators.Streams.CheckpointRetention;

namespace Weir.Unit.Actors.Configuration;

public class CheckpointingOptionsTextTests
{
    [Fact]
    public void What_the_code_sets_reaches_its_key()
    {
        var options = new CheckpointingOptions
        {
            Interval = TimeSpan.FromSeconds(5),
            Mode = CheckpointMode.ExactlyOnce,
            Timeout = TimeSpan.FromMinutes(2),
            MinPause = TimeSpan.FromMilliseconds(1.5),
            MaxConcurrent = 1,
            TolerableFailures = -1,
            NumRetained = 7,
            Retention = CheckpointRetention.RetainOnCancellation,
            Unaligned = true,
            AlignedTimeout = TimeSpan.FromSeconds(2),
            MaxInFlightBytes = 1L << 30,
            Incremental = false,
            LocalRecovery = true,
            StorageDirectory = """C:\state "a" """,
        };
        foreach (PropertyInfo property in typeof(CheckpointingOptions).GetProperties())
        {
            property.GetValue(options).ShouldNotBeNull($"{property.Name} is not tried");
        }

        Read(options).ShouldBe(new CheckpointingConfiguration
        {
            Interval = TimeSpan.FromSeconds(5),
            Timeout = TimeSpan.FromMinutes(2),
            MinimumPause = TimeSpan.FromMilliseconds(1.5),
            TolerableFailures = -1,
            Retained = 7,
            Retention = Weir.Actors.Coordination.CheckpointRetention.RetainOnCancellation,
            Unaligned = true,
            AlignedTimeout = TimeSpan.FromSeconds(2),
            MaximumInFlightBytes = 1L << 30,
            Incremental = false,
            LocalRecovery = true,
            StorageDirectory = """C:\state "a" """,
        });
    }

    [Fact]
    public void What_it_leaves_is_what_is_configured() => Read(new CheckpointingOptions()).ShouldBe(new CheckpointingConfiguration());

    private static CheckpointingConfiguration Read(CheckpointingOptions options) =>
        CheckpointingConfigurationReader.Read(CheckpointingOptionsText.Config(options).WithFallback(ReferenceConfiguration.Config));
}
