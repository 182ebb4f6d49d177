using Weir.State.Backends;
using Weir.State.Keys;

namespace Weir.Unit.State.Backends;

public class TimerQueueTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Does_what_a_sorted_set_does(int seed)
    {
        var random = new Random(seed);
        var queue = NewQueue();
        var model = new SortedDictionary<(long Timestamp, long Order), int>();
        var orders = new Dictionary<(long, int), long>();
        for (long step = 0; step < 20_000; step++)
        {
            var (timestamp, key) = ((long)random.Next(200), random.Next(50));
            switch (random.Next(4))
            {
                case < 2:
                    queue.Add(timestamp, in key, (uint)key).ShouldBe(orders.TryAdd((timestamp, key), step));
                    model.TryAdd((timestamp, orders[(timestamp, key)]), key);
                    break;
                case 2:
                    var isThere = orders.Remove((timestamp, key), out var order);
                    queue.Delete(timestamp, in key, (uint)key).ShouldBe(isThere);
                    if (isThere)
                    {
                        model.Remove((timestamp, order));
                    }

                    break;
                default:
                    var upTo = random.Next(150);
                    var isDue = model.Count > 0 && model.First().Key.Timestamp <= upTo;
                    queue.TryPop(upTo, out var timer).ShouldBe(isDue);
                    if (isDue)
                    {
                        var (first, firstKey) = model.First();
                        timer.ShouldBe(new Timer<int>(first.Timestamp, firstKey, (uint)firstKey));
                        model.Remove(first);
                        orders.Remove((first.Timestamp, firstKey));
                    }

                    break;
            }

            queue.Count.ShouldBe(model.Count);
            queue.NextTimestamp.ShouldBe(model.Count == 0 ? null : model.First().Key.Timestamp);
        }
    }

    [Fact]
    public void Timers_added_while_timers_fire_come_too_when_they_are_due()
    {
        var queue = NewQueue();
        queue.Add(1, 1, 1);
        var fired = new List<long>();
        foreach (var timer in queue.PopUpTo(3))
        {
            fired.Add(timer.Timestamp);
            queue.Add(timer.Timestamp + 1, 1, 1);
        }

        fired.ShouldBe([1, 2, 3]);
        queue.NextTimestamp.ShouldBe(4);
    }

    private static HeapTimerQueue<int> NewQueue() => new TimerTable<int>(KeyedBackendContext<int>.For(1, new KeyGroupRange(0, 1)), 0).Queue;
}
