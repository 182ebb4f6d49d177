using Akka.Actor;
using Akka.Configuration;

namespace Akka.TestKit;

/// <summary>The section akka.test.</summary>
public class TestKitSettings : IExtension
{
    /// <summary>Reads the section.</summary>
    public TestKitSettings(Config config)
    {
        if (config.GetConfig("akka.test").IsNullOrEmpty())
        {
            throw ConfigurationException.NullOrEmptyConfig<TestKitSettings>("akka.test");
        }

        DefaultTimeout = config.GetTimeSpan("akka.test.default-timeout", null, allowInfinite: false);
        SingleExpectDefault = config.GetTimeSpan("akka.test.single-expect-default", null, allowInfinite: false);
        TestEventFilterLeeway = config.GetTimeSpan("akka.test.filter-leeway", null, allowInfinite: false);
        TestTimeFactor = config.GetDouble("akka.test.timefactor");
        if (TestTimeFactor <= 0)
        {
            throw new ConfigurationException($"'akka.test.timefactor' is {TestTimeFactor}; it has to be above 0.");
        }
    }

    /// <summary>How long an Ask in a test waits.</summary>
    public TimeSpan DefaultTimeout { get; }

    /// <summary>How long an expectation waits, outside of Within.</summary>
    public TimeSpan SingleExpectDefault { get; }

    /// <summary>How long an event filter waits for missing events.</summary>
    public TimeSpan TestEventFilterLeeway { get; }

    /// <summary>What waiting times are multiplied by.</summary>
    public double TestTimeFactor { get; }
}

/// <summary>Gives an actor system its test kit settings.</summary>
public class TestKitExtension : ExtensionIdProvider<TestKitSettings>
{
    /// <summary>The settings of a system.</summary>
    public static TestKitSettings For(ActorSystem system) => system.GetExtension<TestKitSettings>();

    /// <inheritdoc/>
    public override TestKitSettings CreateExtension(ExtendedActorSystem system) => new(system.Settings.Config);
}
