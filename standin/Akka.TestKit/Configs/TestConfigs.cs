using Akka.Configuration;

namespace Akka.TestKit.Configs;

/// <summary>Configurations for the actor systems of tests.</summary>
public static class TestConfigs
{
    /// <summary>What a test kit needs.</summary>
    public static Config DefaultConfig { get; } =
        ConfigurationFactory.FromResource("Akka.TestKit.reference.conf", typeof(TestConfigs).Assembly);

    /// <summary>The same with a scheduler whose time the test moves.</summary>
    public static Config TestSchedulerConfig { get; } =
        ConfigurationFactory.ParseString("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
            .WithFallback(DefaultConfig);
}
