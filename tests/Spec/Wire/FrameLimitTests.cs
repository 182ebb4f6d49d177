using Akka.Actor;
using Akka.TestKit.Xunit2;
using Weir.Actors.Configuration;
using Weir.Actors.Frames;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;

namespace Weir.Spec.Wire;

/// <summary>Who sends too large a message learns of it, instead of waiting for an answer.</summary>
public sealed class FrameLimitTests : TestKit
{
    private const string Remote =
        """
        akka.actor.provider = remote
        akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0, maximum-frame-size = 64 KiB }
        """;

    private readonly FrameLimit _limit;
    private readonly IActorRef _elsewhere;

    public FrameLimitTests()
        : base(Akka.Configuration.ConfigurationFactory.ParseString(Remote).WithFallback(ReferenceConfiguration.Config))
    {
        _ = Weir.Actors.Nodes.WeirExtension.For(Sys);
        _limit = new FrameLimit(Sys);
        _elsewhere = ((ExtendedActorSystem)Sys).Provider.ResolveActorRef("akka.tcp://other@127.0.0.1:1/user/master");
    }

    [Fact]
    public void What_fits_is_no_problem() => _limit.Problem("The deployment", Splits(32 * 1024), _elsewhere).ShouldBeNull();

    [Fact]
    public void What_does_not_fit_is_told_with_both_ways_out()
    {
        string problem = _limit.Problem("The deployment of count (1/2)", Splits(64 * 1024), _elsewhere).ShouldNotBeNull();
        problem.ShouldStartWith("The deployment of count (1/2) takes ");
        problem.ShouldContain("akka.remote.dot-netty.tcp.maximum-frame-size allows 65536");
        problem.ShouldContain("weir.checkpointing.storage.inline-threshold");
    }

    [Fact]
    public void On_the_same_node_nothing_is_too_large() => _limit.Problem("The deployment", Splits(1024 * 1024), TestActor).ShouldBeNull();

    [Fact]
    public void A_description_of_very_many_subtasks_is_cut_and_says_so()
    {
        SubtaskPlace[] places = [.. Enumerable.Range(0, 10_000).Select(i => new SubtaskPlace(new SubtaskId(new VertexId(0), i), $"count ({i + 1}/10000)", SubtaskStatus.Running, "akka.tcp://weir@node:4711"))];
        var whole = new JobDescription(new JobStatus { JobId = "j", JobName = "job" }, DateTimeOffset.UnixEpoch, null, places, [], [], null);
        JobDescription fitting = _limit.Fit(whole);
        fitting.Places.Count.ShouldBeInRange(100, 9_999);
        fitting.PlacesLeftOut.ShouldBe(10_000 - fitting.Places.Count);
        _limit.Problem("It", fitting, _elsewhere).ShouldBeNull();
        _limit.Fit(fitting).ShouldBeSameAs(fitting);
    }

    private static SplitsAssigned Splits(int bytes) => new(new Attempt(1), 1, new byte[bytes * 3 / 4]);
}
