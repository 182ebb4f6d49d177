using System.Collections.Concurrent;
using Akka.Configuration;
using Weir.JournalTests.Writing;

namespace Weir.JournalTests.Suite;

/// <summary>
/// Several systems recover and write the same id, each as if it were alone. Whoever recovers has to find all that was
/// acknowledged before, and what one recovery has found the next one finds, too.
/// </summary>
internal static class Contention
{
    private const int Writers = 3;
    private const int Rounds = 25;

    public static async Task RunAsync(Config place, string id, int seed)
    {
        // Being fenced off all the time is no reason here to leave the journal alone.
        var config = ConfigurationFactory.ParseString(
            $"{place.GetString("akka.persistence.journal.plugin")}.circuit-breaker.max-failures = 100000").WithFallback(place);
        var history = new History();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(number => WriteAsync(config, id, number, new Random((seed * 100) + number), history)));

        await using var last = new JournalClient(config);
        history.Check((await last.RecoverAsync(id)).Events, history.Acknowledged(), $"in the end, with seed {seed}");
        history.Acknowledged().Count.ShouldBeGreaterThan(0, $"with seed {seed}");
    }

    private static async Task WriteAsync(Config config, string id, int writer, Random random, History history)
    {
        await using var client = new JournalClient(config);
        for (var round = 0; round < Rounds; round++)
        {
            Recovered recovered;
            try
            {
                var before = history.Acknowledged();
                recovered = await client.RecoverAsync(id);
                history.Check(recovered.Events, before, $"writer {writer}, round {round}");
            }
            catch (JournalRefusedException)
            {
                // Another one has claimed while this one did.
                continue;
            }

            var next = recovered.Highest + 1;
            for (var left = random.Next(1, 6); left > 0; left--)
            {
                (long Number, object)[] batch = [.. Enumerable.Range(0, random.Next(1, 4)).Select(i => (next + i, (object)new Noted($"{writer}/{round}/{next + i}")))];
                try
                {
                    await client.WriteAsync(JournalClient.Together(id, batch));
                }
                catch (JournalRefusedException)
                {
                    break;
                }

                history.Acknowledge(batch.Select(each => (each.Number, ((Noted)each.Item2).Text)));
                next += batch.Length;
            }
        }
    }

    private sealed class History
    {
        private readonly Lock _lock = new();
        private readonly ConcurrentQueue<(long, string)> _acknowledged = [];
        private IReadOnlyList<(long, string)> _longest = [];

        public void Acknowledge(IEnumerable<(long, string)> events)
        {
            foreach (var each in events)
            {
                _acknowledged.Enqueue(each);
            }
        }

        public List<(long, string)> Acknowledged() => [.. _acknowledged];

        public void Check(IReadOnlyList<(long, string)> found, List<(long, string)> acknowledged, string where)
        {
            found.Select(each => each.Item1).ShouldBe(found.Select(each => each.Item1).Order().Distinct(), where);
            acknowledged.Except(found).ShouldBeEmpty($"{where}: acknowledged, and not recovered");
            lock (_lock)
            {
                // Recoveries that overlap may end in another order than they read in, so the shorter is the earlier one.
                var (shorter, longer) = found.Count < _longest.Count ? (found, _longest) : (_longest, found);
                longer.Take(shorter.Count).ShouldBe(shorter, $"{where}: two recoveries differ");
                _longest = longer;
            }
        }
    }
}
