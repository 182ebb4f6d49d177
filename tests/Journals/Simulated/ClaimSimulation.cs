using System.Text;
using Weir.Actors.Persistence;
using Weir.Actors.Persistence.Folders;
using Weir.Actors.Persistence.Segments;

namespace Weir.JournalTests.Simulated;

/// <summary>
/// Nodes that recover and write as if each were alone, none of which ever gives up: the code of the journal, on a disk whose
/// steps come in any order, with nodes that die between two of them and with power failures.
/// </summary>
internal sealed class ClaimSimulation
{
    private const int Nodes = 3;
    private const int StepsOfChaos = 1500;

    private readonly Random _random;
    private readonly Steps _steps;
    private readonly SimulatedDisk _disk;
    private readonly List<Task> _running = [];
    private readonly bool _deletes;
    private int _started;
    private int _events;

    public ClaimSimulation(int seed)
    {
        _random = new Random(seed);
        _steps = new Steps(_random);
        _disk = new SimulatedDisk(_random, isRemote: seed % 2 == 0);
        _deletes = _random.Next(2) == 0;
    }

    public ClaimHistory History { get; } = new();

    public void Run()
    {
        var nodes = Enumerable.Range(0, Nodes).Select(_ => Start()).ToList();
        while (_steps.Count < StepsOfChaos && _steps.TryOne())
        {
            ThrowFailures();
            var luck = _random.Next(400);
            if (luck == 0)
            {
                nodes.ForEach(_steps.Kill);
                _disk.FailPower();
                nodes = [.. nodes.Select(_ => Start())];
            }
            else if (luck < 5)
            {
                var dead = _random.Next(Nodes);
                _steps.Kill(nodes[dead]);
                nodes[dead] = Start();
            }
        }

        nodes.ForEach(_steps.Kill);
        var last = RecoverAsync(Events(_started));
        while (_steps.TryOne())
        {
        }

        last.IsCompleted.ShouldBeTrue("the last node came to no end");
        History.End(last.GetAwaiter().GetResult().Found);
    }

    private int Start()
    {
        var node = _started++;
        _running.Add(RunAsync(Events(node), node));
        return node;
    }

    private PersistentEvents Events(int node) => new(
        new SimulatedFolder(node, _disk, _steps, _random),
        "id",
        new JournalFolderOptions($"{node}", IsReadOnly: false, SegmentBytes: _random.Next(100, 2000), static (_, _) => { }));

    private void ThrowFailures() => _running.Find(task => task.IsFaulted)?.GetAwaiter().GetResult();

    private async Task RunAsync(PersistentEvents events, int node)
    {
        while (true)
        {
            try
            {
                var next = (await RecoverAsync(events)).Highest + 1;
                for (var left = _random.Next(1, 20); left > 0; left--)
                {
                    (long Number, string Text)[] batch = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(i => (next + i, $"{node}/{_events++}"))];
                    await events.WriteAsync([.. batch.Select(Stored)]);
                    History.Acknowledge(batch);
                    next += batch.Length;
                    if (_deletes && _random.Next(4) == 0)
                    {
                        var to = _random.NextInt64(next);
                        History.DeletionTried = Math.Max(History.DeletionTried, to);
                        await events.DeleteAsync(to);
                        History.DeletionDone = Math.Max(History.DeletionDone, to);
                    }
                }
            }
            catch (JournalFencedException)
            {
                History.Fenced++;

                // So that the others get somewhere.
                for (var left = _random.Next(100); left > 0; left--)
                {
                    await _steps.NextAsync(node);
                }
            }
        }
    }

    private async Task<(long Highest, IReadOnlyList<(long, string)> Found)> RecoverAsync(PersistentEvents events)
    {
        var (acknowledged, deleted) = (History.Acknowledged(), History.DeletionDone);
        var highest = await events.RecoverAsync();
        var found = new List<(long, string)>();
        await events.ReplayAsync(1, highest, long.MaxValue, stored => found.Add((stored.SequenceNumber, Encoding.UTF8.GetString(stored.Payload.Bytes))));
        History.Recover(found, highest, acknowledged, deleted);
        return (highest, found);
    }

    private static StoredEvent Stored((long Number, string Text) each) =>
        new(each.Number, 1, "w", "", new SerializedPayload(1, "", Encoding.UTF8.GetBytes(each.Text)));
}
