using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.Event;

namespace Weir.Standin.Conformance.Cluster;

public sealed class SettingsTests : ClusterTest
{
    [Fact]
    public void The_removal_margin_is_that_of_the_resolver_where_none_is_set()
    {
        const string StableAfter = "akka.cluster.split-brain-resolver.stable-after = 7s";
        Node($"{StableAfter}, akka.cluster.down-removal-margin = off").Cluster.DowningProvider.DownRemovalMargin.ShouldBe(TimeSpan.FromSeconds(7));
        Node($"{StableAfter}, akka.cluster.down-removal-margin = 0s").Cluster.DowningProvider.DownRemovalMargin.ShouldBe(TimeSpan.FromSeconds(7));
        Node($"{StableAfter}, akka.cluster.down-removal-margin = 2s").Cluster.DowningProvider.DownRemovalMargin.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_node_shows_its_settings()
    {
        var settings = Node("akka.cluster { roles = [a, b], app-version = \"1.2\", min-nr-of-members = 2, role.a.min-nr-of-members = 3 }").Cluster.Settings;

        settings.Roles.ShouldBe(["a", "b"], ignoreOrder: true);
        settings.AppVersion.Version.ShouldBe("1.2");
        settings.MinNrOfMembers.ShouldBe(2);
        settings.MinNrOfMembersOfRole["a"].ShouldBe(3);
        settings.SeedNodes.ShouldBeEmpty();
        settings.GossipInterval.ShouldBe(TimeSpan.FromMilliseconds(100));
        settings.ShutdownAfterUnsuccessfulJoinSeedNodes.ShouldBeNull();
    }

    [Fact]
    public void The_singleton_has_settings_of_its_own()
    {
        var node = Node("akka.cluster.singleton { singleton-name = one, role = r, hand-over-retry-interval = 2s }, akka.cluster.singleton-proxy { singleton-name = one, buffer-size = 7 }");

        var manager = ClusterSingletonManagerSettings.Create(node.System);
        (manager.SingletonName, manager.Role, manager.HandOverRetryInterval, manager.RemovalMargin).ShouldBe(("one", "r", TimeSpan.FromSeconds(2), TimeSpan.Zero));
        var proxy = ClusterSingletonProxySettings.Create(node.System);
        (proxy.SingletonName, proxy.BufferSize, proxy.SingletonIdentificationInterval).ShouldBe(("one", 7, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Versions_are_ordered_by_their_numbers()
    {
        string[] versions = ["0.9", "1.2.3-M1", "1.2.3-RC1", "1.2.3", "1.2.10", "2.0.0"];

        versions.Reverse().Select(Akka.Util.AppVersion.Create).Order().Select(version => version.Version).ShouldBe(versions);
    }

    [StandinFact]
    public async Task Keys_without_effect_are_logged_once()
    {
        var config = ConfigurationFactory.ParseString(
            $$"""
            akka.stdout-loglevel = OFF
            akka.loggers = ["{{typeof(Collector).AssemblyQualifiedName}}"]
            akka.actor.provider = cluster
            akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
            akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
            akka.cluster {
              roles = [a]
              role.a.min-nr-of-members = 1
              publish-stats-interval = 1s
              split-brain-resolver.lease-majority.role = x
              singleton { role = a, min-number-of-hand-over-retries = 3, other = 1 }
              singleton-proxy.buffer-size = 3
              pub-sub.name = x
            }
            """);
        var lines = new Lines();
        using var system = ActorSystem.Create("keys", BootstrapSetup.Create().WithConfig(config).And(lines));
        for (var i = 0; i < 2; i++)
        {
            ClusterSingletonManagerSettings.Create(system);
            ClusterSingletonProxySettings.Create(system);
        }

        await system.Terminate();

        lines.Texts.Select(text => text.Split(' ')[3].TrimEnd(',')).Order(StringComparer.Ordinal).ShouldBe(
        [
            "akka.cluster.pub-sub",
            "akka.cluster.publish-stats-interval",
            "akka.cluster.singleton.other",
            "akka.cluster.split-brain-resolver.lease-majority",
        ]);
    }

    private sealed class Lines : Akka.Actor.Setup.Setup
    {
        public List<string> Texts { get; } = [];
    }

    private sealed class Collector : ReceiveActor
    {
        public Collector()
        {
            var lines = Context.System.Settings.Setup.Get<Lines>().Value.Texts;
            Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
            Receive<Warning>(warning => lines.Add(warning.Message.ToString()!), warning => warning.Message.ToString()!.StartsWith("The configuration sets", StringComparison.Ordinal));
        }
    }
}
