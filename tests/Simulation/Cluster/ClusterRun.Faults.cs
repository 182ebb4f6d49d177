using Weir.Actors.Coordination;
using Weir.Simulation.World;

namespace Weir.Simulation.Cluster;

/// <content>What happens to nodes and leaders.</content>
internal sealed partial class ClusterRun
{
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(4);
    private readonly Dictionary<int, int> _lives = [];
    private TimeSpan? _leaderlessSince;
    private TimeSpan _failover;

    private void PlanFaults()
    {
        Watch();
        Plan(Shape.KillMilliseconds, () => Kill(AnyNode()));
        Plan(Shape.PauseMilliseconds, () => Pause(AnyNode()));
        Plan(Shape.CutMilliseconds, () => CutOff(Chance.Between(0, _nodes.Count)));
        Plan(Shape.LeaveMilliseconds, () => Leave(AnyNode()));
        Plan(Shape.UsurpationMilliseconds, Elect);
        Plan(Options.SubtaskCrashMilliseconds, CrashASubtask);
        Plan(Options.ManualTriggerMilliseconds, () => _leaders[^1].TriggerManually());
        Plan(Options.SavepointMilliseconds, () => _leaders[^1].TriggerSavepoint(StopMode.None));
        Plan(Options.CorruptionMilliseconds, Corrupt);
        Plan(Options.Operation.ReconfigurationMilliseconds, () => _leaders[^1].Configure(AnyChange()));
        Plan(Options.Operation.BlackoutMilliseconds, BlackOut);
        Plan(Shape.RescaleMilliseconds, () => _leaders[^1].Rescale(Chance.Between(1, Math.Min(4, Shape.Slots.Sum()) + 1)));
        PlanWeather();
        Scheduler.At(Options.FaultsUntil, EndFaults);
        if (Options.StopAt is { } stopAt)
        {
            StopFrom(stopAt);
        }

        if (Options.CancelAt is { } cancelAt)
        {
            CancelFrom(cancelAt);
        }
    }

    // Whoever leads is asked, until it is done.
    private void StopFrom(TimeSpan time) => Scheduler.At(time, () =>
    {
        if (Outcome is null)
        {
            _leaders[^1].TriggerSavepoint(Options.StopMode);
            StopFrom(Scheduler.Now + TimeSpan.FromMilliseconds(500));
        }
    });

    // Whoever leads is asked, until it is done.
    private void CancelFrom(TimeSpan time) => Scheduler.At(time, () =>
    {
        if (Outcome is null)
        {
            _leaders[^1].Cancel();
            CancelFrom(Scheduler.Now + TimeSpan.FromMilliseconds(200));
        }
    });

    private void Plan(double milliseconds, Action fault)
    {
        if (milliseconds > 0)
        {
            Scheduler.After(Chance.Milliseconds(0, 2 * milliseconds), () =>
            {
                if (HasFaults && Outcome is null)
                {
                    fault();
                    Plan(milliseconds, fault);
                }
            });
        }
    }

    private SimulatedNode AnyNode() => _nodes[Chance.Between(0, _nodes.Count)];

    private void EndFaults()
    {
        foreach (var node in _nodes)
        {
            for (var other = 0; other < node.Index; other++)
            {
                Heal(node.Index, other);
            }
        }

        foreach (var node in _nodes.Where(node => node.IsPaused).ToList())
        {
            node.Resume();
        }

        Notice();
    }

    private void Kill(SimulatedNode node)
    {
        if (!node.IsAlive)
        {
            return;
        }

        node.Kill();
        if (_nodes.TrueForAll(each => !each.IsAlive))
        {
            Trace.Add(() => "no node is left");
            Cover("whole clusters gone");
            Relaunches.AllGone();
        }

        Notice();
        Scheduler.After(Chance.Milliseconds(1, Shape.AwayMilliseconds), () =>
        {
            var life = _lives[node.Index] = _lives.GetValueOrDefault(node.Index, 1) + 1;
            _nodes[node.Index] = new SimulatedNode(this, node.Index, life, Shape.Slots[node.Index]);
            Trace.Add(() => $"{_nodes[node.Index]} starts");
            _nodes[node.Index].Start();
            Notice();
        });
    }

    // As when the power is cut: all at once, and back one after the other.
    private void BlackOut() => _nodes.ToList().ForEach(Kill);

    private void Pause(SimulatedNode node)
    {
        if (!node.IsAlive || node.IsPaused)
        {
            return;
        }

        node.Pause();
        Notice();
        Scheduler.After(Chance.Milliseconds(1, Shape.ZombieMilliseconds), () =>
        {
            if (node.IsAlive && node.IsPaused)
            {
                node.Resume();
                Notice();
            }
        });
    }

    // From all others, or from one.
    private void CutOff(int index)
    {
        var others = Enumerable.Range(0, _nodes.Count).Where(other => other != index).ToList();
        if (Chance.Happens(0.3))
        {
            others = [others[Chance.Between(0, others.Count)]];
        }

        Trace.Add(() => $"node {index} is cut off from {string.Join(", ", others)}");
        others.ForEach(other => Network.Cut(index, other));
        Notice();
        Scheduler.After(Chance.Milliseconds(1, Shape.ZombieMilliseconds), () =>
        {
            Trace.Add(() => $"node {index} is heard again");
            others.ForEach(other => Heal(index, other));
            Notice();
        });
    }

    private void Heal(int one, int other)
    {
        Network.Heal(one, other);
        foreach (var subtask in _nodes[one].Alive.Concat(_nodes[other].Alive).ToList())
        {
            subtask.Model.Wake();
        }
    }

    private void Leave(SimulatedNode node)
    {
        node.Run(() =>
        {
            Trace.Add(() => $"{node} is told to leave");
            node.Leave();
        });
        Scheduler.After(LeaveTimeout, () => Kill(node));
    }

    private void CrashASubtask()
    {
        var alive = _nodes.Where(node => node.IsAlive && !node.IsPaused).SelectMany(node => node.Alive).ToList();
        if (alive.Count > 0)
        {
            var subtask = alive[Chance.Between(0, alive.Count)];
            subtask.Node.Crash(subtask.Model, "by chance");
        }
    }

    private void Corrupt()
    {
        var leader = _leaders[^1];
        var whole = leader.Retained.Where(id => Storage.Problem(id) is null && Journal.WasRecorded(id)).ToList();
        if (whole.Count > 1 && leader.IsRestored && Journal.IsCurrent(leader))
        {
            Trace.Add(() => $"checkpoint {whole[^1]} is corrupted");
            Storage.Corrupt(whole[^1]);
            MayGoBack = true;
        }
    }

    // Something about the membership has changed; it takes a while until it is seen.
    private void Notice()
    {
        foreach (var leader in _leaders.Where(leader => leader.IsAlive))
        {
            Scheduler.After(Chance.Milliseconds(0, Shape.DetectionMilliseconds), leader.SeeMembers);
        }
    }

    // ---- who leads

    private void Watch()
    {
        Scheduler.After(TimeSpan.FromMilliseconds(20), () =>
        {
            if (Outcome is not null)
            {
                return;
            }

            if (!IsUnreachable(_leaders[^1]))
            {
                _leaderlessSince = null;
            }
            else if (_leaderlessSince is not { } since)
            {
                _leaderlessSince = Scheduler.Now;
                _failover = Chance.Milliseconds(0, Shape.FailoverMilliseconds);
            }
            else if (Scheduler.Now >= since + _failover)
            {
                Elect();
            }

            Watch();
        });
    }

    private bool IsUnreachable(SimulatedLeader leader) => !leader.IsAlive || IsUnreachable(leader.Node);

    private bool IsUnreachable(SimulatedNode node) =>
        !node.IsAlive || node.IsPaused || 2 * _nodes.Count(other => Network.IsCut(node, other)) >= _nodes.Count;

    private void Elect()
    {
        var able = _nodes.Where(node => !IsUnreachable(node)).ToList();
        if (able.Count == 0)
        {
            return;
        }

        // The one before may not know of it for a while, if it is still there.
        foreach (var former in _leaders.Where(leader => leader.IsAlive))
        {
            former.Node.After(Chance.Milliseconds(0, 2000), () => former.Stop("it has heard of its successor"));
        }

        _leaderlessSince = null;
        var leader = new SimulatedLeader(this, able[Chance.Between(0, able.Count)], _leaders.Count + 1);
        Trace.Add(() => $"{leader} is elected");
        _leaders.Add(leader);
        leader.Start();
    }
}
