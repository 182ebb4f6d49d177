using Weir.State.Storage.Local;

namespace Weir.Unit.State.Storage.Local;

public class LocalRetentionTests
{
    private readonly LocalRetention _retention = new();

    [Fact]
    public void The_newest_complete_one_and_those_under_way_are_kept()
    {
        Begin(1, 2);
        _retention.Complete(2).ShouldBe([1L]);
        Begin(3);
        _retention.Held.ShouldBe([2L, 3L]);
        _retention.Complete(3).ShouldBe([2L]);
        _retention.Held.ShouldBe([3L]);
    }

    [Fact]
    public void One_that_is_aborted_goes_and_does_not_come_back()
    {
        Begin(1, 2);
        _retention.Abort(2).ShouldBe([2L]);
        _retention.Begin(2).IsCopied.ShouldBeFalse("a subtask that heard of it late");
        _retention.Abort(2).ShouldBeEmpty();
        _retention.Held.ShouldBe([1L]);
    }

    [Fact]
    public void One_that_was_aborted_before_any_subtask_came_to_it_is_not_copied()
    {
        _retention.Abort(4).ShouldBeEmpty();
        _retention.Begin(4).IsCopied.ShouldBeFalse();
    }

    [Fact]
    public void What_is_complete_is_not_aborted_and_nothing_older_begins()
    {
        Begin(5);
        _retention.Complete(5);
        _retention.Abort(5).ShouldBeEmpty();
        _retention.Begin(4).IsCopied.ShouldBeFalse();
        _retention.Complete(4).ShouldBeEmpty();
        _retention.Held.ShouldBe([5L]);
    }

    [Fact]
    public void Starting_from_one_leaves_only_that()
    {
        Begin(1, 2, 3);
        _retention.Complete(1);
        _retention.Restore(2).ShouldBe([1L, 3L]);
        _retention.Restore(2).ShouldBeEmpty("each subtask says so");
        Begin(4);
        _retention.Held.ShouldBe([2L, 4L]);
    }

    [Fact]
    public void Starting_from_elsewhere_leaves_nothing()
    {
        Begin(1, 2);
        _retention.Restore(null).ShouldBe([1L, 2L]);
        Begin(3);
        _retention.Held.ShouldBe([3L]);
    }

    [Fact]
    public void Those_of_which_no_end_is_heard_do_not_pile_up()
    {
        Begin(1);
        _retention.Complete(1);
        for (long id = 2; id < 100; id++)
        {
            _retention.Begin(id).IsCopied.ShouldBeTrue();
            _retention.Held.Count.ShouldBeLessThanOrEqualTo(1 + LocalRetention.MostPending);
        }

        _retention.Held.ShouldContain(1);
        _retention.Begin(50).IsCopied.ShouldBeFalse("its copies are gone already");
    }

    private void Begin(params long[] ids)
    {
        foreach (long id in ids)
        {
            _retention.Begin(id).ShouldSatisfyAllConditions(begun => begun.IsCopied.ShouldBeTrue(), begun => begun.Dropped.ShouldBeEmpty());
        }
    }
}
