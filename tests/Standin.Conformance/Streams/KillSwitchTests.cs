using Akka.Streams;
using Akka.Streams.Dsl;

namespace Weir.Standin.Conformance.Streams;

public sealed class KillSwitchTests : StreamsSpec
{
    [Fact]
    public async Task Shutting_down_completes_downstream_and_cancels_upstream()
    {
        var ((upstream, killSwitch), end) = Watched().ViaMaterialized(KillSwitches.Single<int>(), Keep.Both)
            .ToMaterialized(Sink.Seq<int>(), Keep.Both).Run(Materializer);

        killSwitch.Shutdown();

        (await end.WaitAsync(Patience)).ShouldBeEmpty();
        await upstream.WaitAsync(Patience);
    }

    [Fact]
    public async Task Aborting_fails_downstream_and_cancels_upstream_with_the_cause()
    {
        var ((upstream, killSwitch), end) = Watched().ViaMaterialized(KillSwitches.Single<int>(), Keep.Both)
            .ToMaterialized(Sink.Seq<int>(), Keep.Both).Run(Materializer);

        killSwitch.Abort(new InvalidOperationException("stop it"));

        (await Fails<InvalidOperationException>(end)).Message.ShouldBe("stop it");
        await Should.ThrowAsync<InvalidOperationException>(() => upstream.WaitAsync(Patience));
    }

    [Fact]
    public async Task Only_the_first_call_counts()
    {
        var (killSwitch, end) = Source.Never<int>().ViaMaterialized(KillSwitches.Single<int>(), Keep.Right)
            .ToMaterialized(Sink.Ignore<int>(), Keep.Both).Run(Materializer);

        killSwitch.Shutdown();
        killSwitch.Abort(new InvalidOperationException("too late"));

        await end.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_shared_switch_ends_all_its_streams_and_those_to_come()
    {
        var killSwitch = KillSwitches.Shared("all");
        var running = Enumerable.Range(0, 3).Select(_ => Source.Never<int>().Via(killSwitch.Flow<int>()).RunWith(Sink.Ignore<int>(), Materializer)).ToArray();

        killSwitch.Abort(new InvalidOperationException("all"));

        foreach (var end in running)
            await Fails<InvalidOperationException>(end);
        await Fails<InvalidOperationException>(Source.Never<int>().Via(killSwitch.Flow<int>()).RunWith(Sink.Ignore<int>(), Materializer));
    }

    [Fact]
    public async Task A_stream_under_a_switch_that_is_not_used_is_not_changed()
    {
        var killSwitch = KillSwitches.Shared("unused");

        (await Elements(Source.From(Enumerable.Range(0, 1000)).Via(killSwitch.Flow<int>()))).ShouldBe(Enumerable.Range(0, 1000));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_can_end_a_stream(bool gracefully)
    {
        using var cancellation = new CancellationTokenSource();
        var end = Source.Never<int>().Via(cancellation.Token.AsFlow<int>(gracefully)).RunWith(Sink.Ignore<int>(), Materializer);

        await cancellation.CancelAsync();

        if (gracefully)
            await end.WaitAsync(Patience);
        else
            await Should.ThrowAsync<OperationCanceledException>(() => end.WaitAsync(Patience));
    }

    private static Source<int, Task<Akka.Done>> Watched() => Source.Never<int>().WatchTermination(Keep.Right);
}
