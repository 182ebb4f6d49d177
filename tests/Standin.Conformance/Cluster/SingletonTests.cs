using Akka.Actor;
using Akka.Cluster;

namespace Weir.Standin.Conformance.Cluster;

public sealed class SingletonTests : SingletonTest
{
    [Fact]
    public async Task It_runs_once_on_the_oldest_and_is_reached_from_everywhere()
    {
        var nodes = await Up(3);
        foreach (var node in nodes.Reverse())
            StartManager(node);

        await Started(nodes[0]);

        foreach (var node in nodes)
            (await StartProxy(node).Ask<string>("hello", Patience)).ShouldBe($"hello at {nodes[0].Address}");
        Runs.All.ShouldBe([$"started {nodes[0].Address}"]);
    }

    [Fact]
    public async Task It_runs_on_a_member_of_its_role()
    {
        var plain = (await Up(1))[0];
        var member = Node("akka.cluster.roles = [manager]");
        await member.Cluster.JoinAsync(plain.Address).WaitAsync(Patience);
        StartManager(member, settings => settings.WithRole("manager"));

        await Started(member);

        var proxy = StartProxy(plain, settings => settings.WithRole("manager"));
        (await proxy.Ask<string>("hello", Patience)).ShouldBe($"hello at {member.Address}");
    }

    [Fact]
    public async Task It_is_handed_over_when_its_node_leaves_and_starts_only_once_it_has_stopped()
    {
        var nodes = await Up(2);
        StartManager(nodes[0]);
        await Started(nodes[0]);
        StartManager(nodes[1]);
        var proxy = StartProxy(nodes[1]);
        (await proxy.Ask<string>("1", Patience)).ShouldBe($"1 at {nodes[0].Address}");

        await nodes[0].System.Terminate().WaitAsync(Patience);
        await Started(nodes[1]);

        (await AskUntilAnswered(proxy, "2")).ShouldBe($"2 at {nodes[1].Address}");
        Runs.All.ShouldBe([$"started {nodes[0].Address}", $"ending {nodes[0].Address}", $"stopped {nodes[0].Address}", $"started {nodes[1].Address}"]);

        // Handed over: nobody had to wait for the removal.
        nodes[1].Events.All.OfType<ClusterEvent.MemberDowned>().ShouldBeEmpty();
    }

    [Fact]
    public async Task It_moves_on_when_node_after_node_leaves()
    {
        var nodes = await Up(3);
        foreach (var node in nodes)
            StartManager(node);
        await Started(nodes[0]);

        nodes[0].Cluster.Leave(nodes[0].Address);
        await Started(nodes[1]);
        nodes[1].Cluster.Leave(nodes[1].Address);
        await Started(nodes[2]);

        NeverTwoAtOnce();
    }

    [Fact]
    public async Task All_nodes_can_end_at_the_same_time()
    {
        var nodes = await Up(3);
        foreach (var node in nodes)
            StartManager(node);
        await Started(nodes[0]);

        await Task.WhenAll(nodes.Select(node => node.System.Terminate())).WaitAsync(Patience);

        NeverTwoAtOnce();
        Runs.All.Count(run => ((string)run).StartsWith("started", StringComparison.Ordinal))
            .ShouldBe(Runs.All.Count(run => ((string)run).StartsWith("stopped", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Node_after_node_can_be_replaced_at_its_address()
    {
        var ports = new[] { FreePort(), FreePort(), FreePort() };
        var nodes = new List<ClusterNode>();
        foreach (var port in ports)
        {
            var node = Node(At(port));
            await node.Cluster.JoinAsync(nodes.Count == 0 ? node.Address : nodes[0].Address).WaitAsync(Patience);
            StartManager(node);
            nodes.Add(node);
        }

        for (var i = 0; i < ports.Length; i++)
        {
            await Started(nodes[i]);
            await nodes[i].System.Terminate().WaitAsync(Patience);
            var next = Node(At(ports[i]));
            await next.Cluster.JoinAsync(nodes[(i + 1) % ports.Length].Address).WaitAsync(Patience);
            StartManager(next);
            nodes[i] = next;
        }

        (await AskUntilAnswered(StartProxy(nodes[0]), "1")).ShouldBe($"1 at {nodes[0].Address}");
        NeverTwoAtOnce();
        Runs.All.Cast<string>().Where(run => run.StartsWith("started", StringComparison.Ordinal))
            .ShouldBe(ports.Append(ports[0]).Select(port => $"started {nodes[0].Address.WithPort(port)}"));

        static string At(int port) => $"akka.remote.dot-netty.tcp.port = {port}";
    }

    [Fact]
    public async Task It_starts_elsewhere_when_its_node_crashed_and_was_removed()
    {
        var nodes = await Up(3);
        foreach (var node in nodes)
            StartManager(node);
        await Started(nodes[0]);
        var proxy = StartProxy(nodes[2]);
        await proxy.Ask<string>("1", Patience);

        await nodes[0].Crash(nodes[1..]);
        await Started(nodes[1]);

        await nodes[1].Sees<ClusterEvent.MemberRemoved>(nodes[0]);
        (await AskUntilAnswered(proxy, "2")).ShouldBe($"2 at {nodes[1].Address}");
    }

    [Fact]
    public async Task Of_a_split_the_smaller_side_stops_it_before_the_larger_one_starts_it()
    {
        var nodes = await Up(3, "akka.cluster.down-removal-margin = 8s");
        foreach (var node in nodes)
            StartManager(node);
        await Started(nodes[0]);

        await nodes[0].Crash(nodes[1..]);
        await Stopped(nodes[0]);
        await Started(nodes[1]);

        NeverTwoAtOnce();
        await nodes[0].System.WhenTerminated.WaitAsync(Patience);
    }

    [Fact]
    public async Task It_starts_when_an_oldest_node_without_a_manager_has_gone()
    {
        var nodes = await Up(2);
        StartManager(nodes[1]);

        await nodes[0].System.Terminate().WaitAsync(Patience);

        await Started(nodes[1]);
        await nodes[1].Sees<ClusterEvent.MemberRemoved>(nodes[0]);
    }

    [Fact]
    public async Task It_restarts_in_place_when_it_fails()
    {
        var node = (await Up(1))[0];
        StartManager(node);
        await Started(node);
        var proxy = StartProxy(node);

        proxy.Tell("crash", ActorRefs.NoSender);

        (await proxy.Ask<string>("after", Patience)).ShouldBe($"after at {node.Address}");
        NeverTwoAtOnce();
    }

    [Fact]
    public async Task Nothing_is_started_where_the_role_is_missing()
    {
        var node = (await Up(1))[0];
        var manager = StartManager(node, settings => settings.WithRole("other"));
        var log = new EventLog();

        node.System.ActorOf(Props.Create(() => new Watcher(log, manager)));

        await log.First<Terminated>(_ => true, Patience);
        Runs.All.ShouldBeEmpty();
    }

    /// <summary>A message that was on its way to the old place is lost, so it is asked until there is an answer.</summary>
    private static async Task<string> AskUntilAnswered(IActorRef proxy, string text)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                return await proxy.Ask<string>(text, TimeSpan.FromSeconds(1), limit.Token);
            }
            catch (AskTimeoutException) when (!limit.IsCancellationRequested)
            {
                continue;
            }
        }
    }

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(EventLog log, IActorRef watchee)
        {
            Context.Watch(watchee);
            ReceiveAny(log.Add);
        }
    }
}
