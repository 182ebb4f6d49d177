using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Pattern;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace Weir.Standin.Conformance.Streams;

public sealed class MaterializerTests : StreamsSpec
{
    [Fact]
    public async Task Streams_of_a_materializer_under_an_actor_die_with_the_actor()
    {
        var log = new Log();
        var owner = System.ActorOf(Props.Create(() => new Owner()), "owner");
        var stage = Open.Flow<int, int>((logic, inlet, outlet) =>
        {
            logic.Started = () => log.Add(logic.SupervisorOf().Path.Parent.Name);
            logic.Stopped = () => log.Add("stop");
            logic.On(inlet, () => { }, () => log.Add("finish"), e => log.Add(e.GetType().Name));
            logic.On(outlet, () => logic.PullFrom(inlet), e => log.Add(e.GetType().Name));
        });
        var end = (Task)await owner.Ask(new Run(materializer => Source.Never<int>().Via(stage).RunWith(Sink.Seq<int>(), materializer)), Patience);
        (await log.Next()).ShouldBe("owner");
        end.IsCompleted.ShouldBeFalse();

        System.Stop(owner);

        (await log.Next()).ShouldBe("stop");
        await Fails<AbruptStageTerminationException>(end);
        log.Rest().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_restart_of_the_actor_ends_its_streams_too()
    {
        var owner = System.ActorOf(Props.Create(() => new Owner()));
        var end = (Task)await owner.Ask(new Run(materializer => Source.Never<int>().RunWith(Sink.First<int>(), materializer)), Patience);

        owner.Tell(new InvalidOperationException("restart"));

        await Fails<AbruptStageTerminationException>(end);
        var again = (Task)await owner.Ask(new Run(materializer => Source.Single(1).RunWith(Sink.First<int>(), materializer)), Patience);
        await again.WaitAsync(Patience);
    }

    [Fact]
    public async Task Every_part_of_an_aborted_stream_stops()
    {
        var log = new Log();
        OpenStage<FlowShape<int, int>> Stage(string name) => Open.Flow<int, int>((logic, inlet, outlet) =>
        {
            logic.Started = () => log.Add($"{name} starts");
            logic.Stopped = () => log.Add($"{name} stops");
            logic.On(inlet, () => { });
            logic.On(outlet, () => logic.PullFrom(inlet));
        });
        var end = Source.Never<int>().Via(Stage("a")).Async().Via(Stage("b")).Async().Via(Stage("c")).RunWith(Sink.Seq<int>(), Materializer);
        await log.Next(3);

        Materializer.Shutdown();

        (await log.Next(3)).ShouldBe(["a stops", "b stops", "c stops"], ignoreOrder: true);
        await Should.ThrowAsync<Exception>(() => end.WaitAsync(Patience));
    }

    [Fact]
    public void A_materializer_that_was_shut_down_refuses()
    {
        Materializer.Shutdown();

        Materializer.IsShutdown.ShouldBeTrue();
        Should.Throw<IllegalStateException>(() => Source.Single(1).RunWith(Sink.Ignore<int>(), Materializer));
    }

    [Fact]
    public async Task Actors_end_with_their_streams()
    {
        var actors = new ConcurrentBag<IActorRef>();
        var started = Open.Flow<int, int>((logic, inlet, outlet) =>
        {
            logic.Started = () => actors.Add(((IInternalActorRef)logic.SupervisorOf()));
            logic.On(inlet, () => logic.PushTo(outlet, logic.GrabFrom(inlet)));
            logic.On(outlet, () => logic.PullFrom(inlet));
        });
        for (var i = 0; i < 20; i++)
            await Elements(Source.From([1, 2, 3]).Via(started).Async().Select(x => x + 1).Async());

        var supervisor = actors.Distinct().ShouldHaveSingleItem();
        await Eventually(() => ((ActorRefWithCell)supervisor).Children.Any() ? "some are left" : null);
    }

    [Fact]
    public async Task A_materialised_value_can_be_made_of_others()
    {
        var (left, right) = Source.Single(1).MapMaterializedValue(_ => "left")
            .ToMaterialized(Sink.First<int>().MapMaterializedValue(task => (task, "right")), Keep.Both).Run(Materializer);
        left.ShouldBe("left");
        right.Item2.ShouldBe("right");
        (await right.task.WaitAsync(Patience)).ShouldBe(1);

        Source.Empty<int>().ViaMaterialized(Flow.Create<int>().MapMaterializedValue(_ => 2), (_, two) => two)
            .ToMaterialized(Sink.Ignore<int>(), Keep.Left).Run(Materializer).ShouldBe(2);
    }

    [Fact]
    public async Task Settings_say_how_streams_run()
    {
        var settings = ActorMaterializerSettings.Create(System);
        (settings.InitialInputBufferSize, settings.MaxInputBufferSize, settings.SyncProcessingLimit).ShouldBe((4, 16, 1000));

        using var materializer = ActorMaterializer.Create(System, settings.WithInputBuffer(1, 2).WithSyncProcessingLimit(1), "Mine");

        (materializer.Settings.MaxInputBufferSize, materializer.Settings.SyncProcessingLimit).ShouldBe((2, 1));
        var sum = await Source.From(Enumerable.Range(1, 1000)).Async().Select(x => x).RunSum((a, b) => a + b, materializer).WaitAsync(Patience);
        sum.ShouldBe(500_500);
    }

    [Fact]
    public async Task The_configuration_says_how_streams_run()
    {
        var config = Akka.Configuration.ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, stream.materializer.max-input-buffer-size = 64 }");
        var system = ActorSystem.Create("configured", config);

        var settings = ActorMaterializerSettings.Create(system);

        (settings.InitialInputBufferSize, settings.MaxInputBufferSize).ShouldBe((4, 64));
        await system.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_long_stream_lets_others_run()
    {
        using var endless = Source.Repeat(1).ViaMaterialized(KillSwitches.Single<int>(), Keep.Right).To(Sink.Ignore<int>()).Run(Materializer).AsDisposable();
        using var endless2 = Source.Repeat(1).ViaMaterialized(KillSwitches.Single<int>(), Keep.Right).To(Sink.Ignore<int>()).Run(Materializer).AsDisposable();
        using var endless3 = Source.Repeat(1).ViaMaterialized(KillSwitches.Single<int>(), Keep.Right).To(Sink.Ignore<int>()).Run(Materializer).AsDisposable();

        (await Elements(Source.From(Enumerable.Range(0, 1000)))).Count.ShouldBe(1000);
    }

    private static async Task Eventually(Func<string?> problem)
    {
        var until = DateTime.UtcNow + Patience;
        while (problem() is { } message)
        {
            if (DateTime.UtcNow > until)
                throw new TimeoutException(message);
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }

    private sealed record Run(Func<IMaterializer, object> Start);

    private sealed class Owner : ReceiveActor
    {
        public Owner()
        {
            var materializer = ActorMaterializer.Create(Context);
            Receive<Run>(run => Sender.Tell(run.Start(materializer)));
            Receive<Exception>(e => throw e);
        }
    }
}

internal static class KillSwitchDisposal
{
    public static IDisposable AsDisposable(this IKillSwitch killSwitch) => new Disposal(killSwitch);

    private sealed class Disposal(IKillSwitch killSwitch) : IDisposable
    {
        public void Dispose() => killSwitch.Shutdown();
    }
}
