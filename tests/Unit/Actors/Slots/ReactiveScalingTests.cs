using Weir.Actors.Slots;

namespace Weir.Unit.Actors.Slots;

/// <summary>What a job does that follows the slots, by what there is and when.</summary>
public class ReactiveScalingTests
{
    private const int Maximum = 8;
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly TimeSpan Stabilization = TimeSpan.FromSeconds(10);
    private readonly ReactiveScaling _scaling = new(Maximum, Stabilization);

    [Fact]
    public void More_slots_are_taken_when_they_have_been_there_for_the_time()
    {
        At(0, slots: 4, parallelism: 2).ShouldBe(new ReactiveDecision(null, TimeSpan.FromSeconds(10)));
        At(6, slots: 4, parallelism: 2).ShouldBe(new ReactiveDecision(null, TimeSpan.FromSeconds(4)));
        At(10, slots: 4, parallelism: 2).ShouldBe(new ReactiveDecision(4, null));
        At(11, slots: 4, parallelism: 4).ShouldBe(ReactiveDecision.Stay);
    }

    [Fact]
    public void Each_further_node_begins_the_time_anew()
    {
        At(0, slots: 4, parallelism: 2);
        At(8, slots: 6, parallelism: 2).ShouldBe(new ReactiveDecision(null, TimeSpan.FromSeconds(10)));
        At(12, slots: 6, parallelism: 2).Target.ShouldBeNull();
        At(18, slots: 6, parallelism: 2).Target.ShouldBe(6);
    }

    [Fact]
    public void A_node_that_goes_again_has_changed_nothing()
    {
        At(0, slots: 4, parallelism: 2);
        At(5, slots: 2, parallelism: 2).ShouldBe(ReactiveDecision.Stay);
        At(9, slots: 4, parallelism: 2).ShouldBe(new ReactiveDecision(null, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Fewer_slots_are_gone_down_to_at_once() => At(0, slots: 1, parallelism: 4).ShouldBe(new ReactiveDecision(1, null));

    [Fact]
    public void Without_any_it_waits() => At(0, slots: 0, parallelism: 4).ShouldBe(ReactiveDecision.Stay);

    [Fact]
    public void The_maximum_holds_in_both_directions()
    {
        At(0, slots: 20, parallelism: 8).ShouldBe(ReactiveDecision.Stay);
        At(1, slots: 20, parallelism: 9).Target.ShouldBe(8);
    }

    [Fact]
    public void What_the_job_cannot_have_is_not_tried_again()
    {
        At(0, slots: 5, parallelism: 2);
        At(10, slots: 5, parallelism: 2).Target.ShouldBe(5);
        _scaling.IsImpossible(5);
        At(30, slots: 5, parallelism: 2).ShouldBe(ReactiveDecision.Stay);
        At(31, slots: 6, parallelism: 2).LookAgain.ShouldBe(Stabilization);
    }

    [Fact]
    public void What_is_refused_is_left_alone_for_a_while_and_only_that()
    {
        At(0, slots: 2, parallelism: 4).Target.ShouldBe(2);
        _scaling.IsRefused(2, Start);
        At(4, slots: 2, parallelism: 4).ShouldBe(new ReactiveDecision(null, TimeSpan.FromSeconds(6)));
        At(5, slots: 3, parallelism: 4).Target.ShouldBe(3);
        At(10, slots: 2, parallelism: 4).Target.ShouldBe(2);
    }

    private ReactiveDecision At(int second, int slots, int parallelism) => _scaling.Observe(slots, parallelism, Start + TimeSpan.FromSeconds(second));
}
