using Weir.Actors.Registry;

namespace Weir.Unit.Actors;

public class SnapshotPruningTests
{
    [Fact]
    public void Two_snapshots_are_kept_with_the_facts_since_the_older_one()
    {
        var pruning = new SnapshotPruning();
        pruning.Saved(3).ShouldBeNull();
        pruning.Saved(5).ShouldBe(3);
        pruning.Saved(9).ShouldBe(5);
    }

    [Fact]
    public void The_one_that_was_found_counts()
    {
        var pruning = new SnapshotPruning();
        pruning.Recovered(4);
        pruning.Saved(6).ShouldBe(4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_order_they_are_done_in_the_newest_has_one_before_it(int seed)
    {
        var random = new Random(seed);
        var pruning = new SnapshotPruning();
        var stored = new SortedSet<long>();
        long facts = 0;
        for (var start = 1; start < 200; start += 4)
        {
            var order = Enumerable.Range(start, 4).ToArray();
            random.Shuffle(order);
            foreach (var saved in order)
            {
                stored.Add(saved);
                if (pruning.Saved(saved) is { } unneeded)
                {
                    facts = Math.Max(facts, unneeded);
                    stored.RemoveWhere(number => number < unneeded);
                }

                // Without the newest, what is left leads on without a gap.
                if (stored.Count > 1)
                {
                    stored.Reverse().ElementAt(1).ShouldBeGreaterThanOrEqualTo(facts, $"seed {seed}, after {saved}");
                }
                else
                {
                    facts.ShouldBe(0, $"seed {seed}, after {saved}");
                }
            }
        }
    }
}
