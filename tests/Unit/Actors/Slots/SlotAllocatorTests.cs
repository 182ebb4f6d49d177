using Weir.Actors.Jobs;
using Weir.Actors.Slots;

namespace Weir.Unit.Actors.Slots;

public class SlotAllocatorTests
{
    private static readonly TaskManagerId A = Id(1);
    private static readonly TaskManagerId B = Id(2);
    private static readonly TaskManagerId C = Id(3);

    [Fact]
    public void Slots_are_spread_evenly()
    {
        var allocator = With((A, 4), (B, 2), (C, 4));
        allocator.Request("x", 1, 5, []);
        allocator.Serve().Single().Granted!.Value.ShouldBe([A, B, C, A, C]);
        allocator.Request("y", 1, 5, []);
        allocator.Serve().Single().Granted!.Value.ShouldBe([A, B, C, A, C]);
    }

    [Fact]
    public void A_job_gets_all_or_nothing_and_hears_what_it_lacks()
    {
        var allocator = With((A, 2), (B, 1));
        allocator.Request("x", 1, 5, []);
        allocator.Serve().ShouldBe([new SlotAnswer("x", 1, null, 2)]);
        allocator.UsedSlots(A).ShouldBe(0);
        allocator.Add(C, 2);
        allocator.Serve().Single().Granted!.Value.Length.ShouldBe(5);
        allocator.Serve().ShouldBeEmpty();
    }

    [Fact]
    public void A_smaller_job_goes_on_behind_one_that_waits()
    {
        var allocator = With((A, 2));
        allocator.Request("big", 1, 3, []);
        allocator.Request("small", 1, 2, []);
        var answers = allocator.Serve();
        answers[0].ShouldBe(new SlotAnswer("big", 1, null, 1));
        answers[1].Granted!.Value.ShouldBe([A, A]);
        allocator.Serve().ShouldBe([new SlotAnswer("big", 1, null, 3)]);
        allocator.Release("small");
        allocator.Add(B, 1);
        allocator.Serve().Single().Granted.ShouldNotBeNull();
    }

    [Fact]
    public void What_is_alive_is_kept_and_what_is_lost_is_replaced()
    {
        var allocator = With((A, 2), (B, 2));
        allocator.Request("x", 1, 4, []);
        allocator.Serve().Single().Granted!.Value.ShouldBe([A, B, A, B]);
        var (job, slots) = allocator.Remove(A).Single();
        (job, string.Join(",", slots)).ShouldBe(("x", "0,2"));
        allocator.Add(C, 2);
        allocator.Request("x", 2, 4, []);
        allocator.Serve().Single().Granted!.Value.ShouldBe([C, B, C, B]);
    }

    [Fact]
    public void What_a_waiting_job_still_has_is_kept_from_younger_jobs_but_not_from_older_ones()
    {
        var allocator = With((A, 2), (B, 2), (C, 2));
        allocator.Request("old", 1, 3, []);
        allocator.Request("young", 1, 3, []);
        allocator.Serve();
        allocator.Remove(C);
        allocator.Request("young", 2, 3, []);
        allocator.Request("third", 1, 1, []);
        var answers = allocator.Serve();
        answers.Single(answer => answer.JobId == "young").Lacking.ShouldBeGreaterThan(0);
        answers.Single(answer => answer.JobId == "third").Granted.ShouldBeNull("the free slots are the younger of the two's, which waits");

        // The older one needs one more as well: two jobs that wait for each other would wait for ever.
        allocator.Request("old", 2, 3, []);
        answers = allocator.Serve();
        answers.Single(answer => answer.JobId == "old").Granted.ShouldNotBeNull();
        answers.Single(answer => answer.JobId == "young").Lacking.ShouldBe(2);
    }

    [Fact]
    public void A_slot_that_is_in_use_is_not_moved()
    {
        var allocator = With((A, 1), (B, 1));
        allocator.Request("x", 1, 2, []);
        allocator.Serve();
        allocator.Leave(B).Single().Slots.ShouldBe([1]);
        allocator.Request("x", 2, 2, [1]);
        allocator.Serve().Single().Granted!.Value.ShouldBe([A, B]);
    }

    [Fact]
    public void One_that_leaves_gets_nothing_and_keeps_nothing()
    {
        var allocator = With((A, 2), (B, 2));
        allocator.Request("x", 1, 2, []);
        allocator.Serve().Single().Granted!.Value.ShouldBe([A, B]);
        allocator.Leave(A);
        allocator.Request("x", 2, 2, []);
        allocator.Serve().Single().Granted!.Value.ShouldBe([B, B]);
        allocator.UsedSlots(A).ShouldBe(0);
        allocator.Request("y", 1, 1, []);
        allocator.Serve().Single().Lacking.ShouldBe(1);
    }

    [Fact]
    public void A_slot_comes_to_where_its_state_is_on_disk()
    {
        var allocator = new SlotAllocator();
        allocator.Add(A, 4, new LocalState("y", [0, 1]));
        allocator.Add(B, 4, new LocalState("x", [0, 1]), new LocalState("y", [2]));
        allocator.Add(C, 4);
        allocator.Request("x", 1, 4, []);
        allocator.Serve().Single().Granted!.Value.ShouldBe([B, B, A, C], "the others are spread as ever");
        allocator.Request("y", 1, 3, []);
        allocator.Serve().Single().Granted!.Value.ShouldBe([A, A, B]);
        allocator.Request("z", 1, 1, []);
        allocator.Serve().Single().Granted!.Value.ShouldBe([C]);
    }

    [Fact]
    public void State_on_disk_takes_no_slot_that_is_used_reserved_or_about_to_go()
    {
        var allocator = new SlotAllocator();
        allocator.Add(A, 1, new LocalState("x", [0, 1]));
        allocator.Add(B, 1);
        allocator.Request("x", 1, 2, []);
        allocator.Serve().Single().Granted!.Value.ShouldBe([A, B], "there is room for one of the two");

        // It waits for a second slot, and has one on B, where the state of another job's is.
        allocator = new SlotAllocator();
        allocator.Add(A, 1);
        allocator.Add(B, 1, new LocalState("young", [0]));
        allocator.Request("old", 1, 2, []);
        allocator.Serve();
        allocator.Remove(A);
        allocator.Request("old", 2, 2, []);
        allocator.Request("young", 1, 1, []);
        allocator.Serve().Single(answer => answer.JobId == "young").Granted.ShouldBeNull();
        allocator.Add(C, 1);
        allocator.Serve().Single(answer => answer.JobId == "old").Granted!.Value.ShouldBe([C, B]);

        allocator = new SlotAllocator();
        allocator.Add(A, 1, new LocalState("x", [0]));
        allocator.Add(B, 1);
        allocator.Leave(A);
        allocator.Request("x", 1, 1, []);
        allocator.Serve().Single().Granted!.Value.ShouldBe([B]);
    }

    internal static TaskManagerId Id(byte number) => new(new Guid(number, 0, 0, new byte[8]), 1);

    private static SlotAllocator With(params (TaskManagerId Id, int Slots)[] taskManagers)
    {
        var allocator = new SlotAllocator();
        foreach (var (id, slots) in taskManagers)
        {
            allocator.Add(id, slots);
        }

        return allocator;
    }
}
