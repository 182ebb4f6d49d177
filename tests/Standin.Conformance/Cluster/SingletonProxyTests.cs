using Akka.Actor;

namespace Weir.Standin.Conformance.Cluster;

public sealed class SingletonProxyTests : SingletonTest
{
    [Fact]
    public async Task What_is_sent_before_it_runs_waits_in_order()
    {
        var node = (await Up(1))[0];
        var answers = new EventLog();
        var listener = node.System.ActorOf(Props.Create(() => new EventLog.Listener(answers)));
        var proxy = StartProxy(node);
        foreach (var text in new[] { "1", "2", "3" })
            proxy.Tell(text, listener);

        StartManager(node);

        await answers.First<string>(text => text.StartsWith('3'), Patience);
        answers.All.ShouldBe([$"1 at {node.Address}", $"2 at {node.Address}", $"3 at {node.Address}"]);
    }

    [Fact]
    public async Task Of_more_than_can_wait_the_first_are_dropped()
    {
        var node = (await Up(1))[0];
        var answers = new EventLog();
        var listener = node.System.ActorOf(Props.Create(() => new EventLog.Listener(answers)));
        var proxy = StartProxy(node, settings => settings.WithBufferSize(2));
        foreach (var text in new[] { "1", "2", "3" })
            proxy.Tell(text, listener);

        StartManager(node);

        await answers.First<string>(text => text.StartsWith('3'), Patience);
        answers.All.ShouldBe([$"2 at {node.Address}", $"3 at {node.Address}"]);
    }
}
