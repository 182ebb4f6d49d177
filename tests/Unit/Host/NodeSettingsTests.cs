using Weir.Host;
using Weir.Host.Nodes;

namespace Weir.Unit.Host;

public sealed class NodeSettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Without_any_file_a_node_is_a_cluster_by_itself()
    {
        var settings = NodeSettings.Load(new NodeRequest());
        settings.Host.ShouldBe("127.0.0.1");
        settings.Port.ShouldBe(4101);
        settings.Seeds.Single().ToString().ShouldBe("akka.tcp://weir@127.0.0.1:4101");
        settings.JoinTimeout.ShouldBeNull();
        settings.All.GetString("akka.actor.provider").ShouldBe("cluster");
    }

    [Theory]
    [InlineData("seed-node.conf")]
    [InlineData("worker-node.conf")]
    public void The_files_to_start_from_list_the_same_seeds(string file)
    {
        var settings = NodeSettings.Load(new NodeRequest { ConfigurationFiles = [Repository(file)], Port = 4102 });
        settings.Port.ShouldBe(4102);
        settings.Seeds.Select(seed => seed.Port).ShouldBe([4101, 4102]);
        settings.All.GetStringList("akka.cluster.seed-nodes").ShouldBeEmpty("the node joins by itself");
        settings.All.GetString("weir.task-manager.slots").ShouldBe("4");
    }

    [Fact]
    public void A_later_file_goes_over_an_earlier_one()
    {
        var settings = NodeSettings.Load(new NodeRequest { ConfigurationFiles = [Repository("seed-node.conf"), Repository("fast-detection.conf")] });
        settings.All.GetTimeSpan("akka.cluster.split-brain-resolver.stable-after").ShouldBe(TimeSpan.FromSeconds(1));
        settings.Port.ShouldBe(4101);
    }

    [Fact]
    public void Default_detection_is_what_the_guide_says()
    {
        var all = NodeSettings.Load(new NodeRequest()).All;
        all.GetTimeSpan("akka.cluster.failure-detector.heartbeat-interval").ShouldBe(TimeSpan.FromMilliseconds(500));
        all.GetTimeSpan("akka.cluster.failure-detector.acceptable-heartbeat-pause").ShouldBe(TimeSpan.FromSeconds(2.5));
        all.GetTimeSpan("akka.cluster.split-brain-resolver.stable-after").ShouldBe(TimeSpan.FromSeconds(2));
        all.GetTimeSpan("akka.cluster.down-removal-margin").ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("akka.remote.dot-netty.tcp.hostname=0.0.0.0", "akka.remote.dot-netty.tcp.hostname")]
    [InlineData("akka.remote.dot-netty.tcp.port=70000", "akka.remote.dot-netty.tcp.port is 70000")]
    [InlineData("weir.node.leave-timeout=soon", "weir.node.leave-timeout is soon")]
    [InlineData("weir.nodes.leave-timeout=1s", "weir.nodes.leave-timeout")]
    public void Values_that_cannot_be_used_are_refused(string option, string expected) =>
        Should.Throw<BadUsageException>(() => NodeSettings.Load(new NodeRequest { Overrides = [option] })).Message.ShouldContain(expected);

    [Theory]
    [InlineData("[\"127.0.0.1:4101\"]", "'127.0.0.1:4101' is not the address of a node; write akka.tcp://weir@HOST:PORT")]
    [InlineData("[\"akka.tcp://other@127.0.0.1:4101\"]", "names the system 'other'")]
    [InlineData("[]", "akka.cluster.seed-nodes is empty")]
    public void Seeds_that_are_none_are_refused(string seeds, string expected)
    {
        var file = Write($"akka.cluster.seed-nodes = {seeds}");
        Should.Throw<BadUsageException>(() => NodeSettings.Load(new NodeRequest { ConfigurationFiles = [file] })).Message.ShouldContain(expected);
    }

    [Fact]
    public void A_certificate_that_is_not_there_is_refused()
    {
        Refusal("weir.node.tls.enabled=on").ShouldContain("weir.node.tls.certificate names no file");
        Refusal("weir.node.tls.enabled=on", "weir.node.tls.certificate=/nowhere.pfx").ShouldContain("there is no file /nowhere.pfx");
        var password = Write("");
        Refusal("weir.node.tls.enabled=on", "weir.node.tls.certificate=x", $"weir.node.tls.password-file={password}").ShouldContain("is empty");
        var certificate = Write("no certificate");
        Refusal("weir.node.tls.enabled=on", $"weir.node.tls.certificate={certificate}").ShouldContain("can't be opened without a password");
    }

    private static string Refusal(params string[] options) =>
        Should.Throw<BadUsageException>(() => NodeSettings.Load(new NodeRequest { Overrides = options })).Message;

    private static string Repository(string file, [System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "hocon", file));

    private string Write(string text)
    {
        var file = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.conf");
        File.WriteAllText(file, text);
        return file;
    }
}
