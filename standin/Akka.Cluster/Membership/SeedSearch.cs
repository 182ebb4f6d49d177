using Akka.Actor;

namespace Akka.Cluster.Membership;

/// <summary>
/// How a node gets into a cluster: asks seed nodes, joins through the first that answers, and begins again when that
/// leads to nothing. The first seed node begins a cluster of its own when no other seed node is in one.
/// </summary>
internal sealed class SeedSearch
{
    private static readonly TimeSpan s_askAgain = TimeSpan.FromSeconds(1);

    private readonly Address _self;
    private readonly TimeSpan _seedTimeout;
    private readonly TimeSpan? _retryJoinAfter;
    private readonly TimeSpan? _giveUpAfter;
    private IReadOnlyList<Address> _seeds = [];
    private readonly HashSet<Address> _refused = [];
    private Phase _phase;
    private Address _target;
    private DateTime _deadline;
    private DateTime _nextAsk;
    private DateTime _begun;

    /// <param name="self">This node.</param>
    /// <param name="seedTimeout">How long to wait for a seed node's answer.</param>
    /// <param name="retryJoinAfter">How long to wait for a welcome; null for ever.</param>
    /// <param name="giveUpAfter">After how long without a welcome the search fails; null for never.</param>
    public SeedSearch(Address self, TimeSpan seedTimeout, TimeSpan? retryJoinAfter, TimeSpan? giveUpAfter)
    {
        _self = self;
        _seedTimeout = seedTimeout;
        _retryJoinAfter = retryJoinAfter;
        _giveUpAfter = giveUpAfter;
    }

    private enum Phase
    {
        Idle,
        Asking,
        Joining,
        Done,
    }

    internal abstract record Step
    {
        internal sealed record Ask(Address Seed) : Step;

        internal sealed record JoinSelf : Step;

        internal sealed record Join(Address Target) : Step;

        internal sealed record GiveUp : Step;

        internal sealed record Unanswered(IReadOnlyList<Address> Seeds) : Step;
    }

    private bool IsFirst => _seeds.Count > 0 && _seeds[0] == _self;

    private Address[] Others => [.. _seeds.Where(seed => seed != _self).Distinct()];

    public IEnumerable<Step> Start(IReadOnlyList<Address> seeds, DateTime now)
    {
        if (_phase is Phase.Done || seeds.Count == 0)
            return [];
        _seeds = seeds;
        _begun = now;
        return StartAsking(now);
    }

    /// <summary>Joins through a node that somebody named.</summary>
    public IEnumerable<Step> StartAt(Address target, DateTime now)
    {
        if (_phase is Phase.Done)
            return [];
        _begun = now;
        _seeds = [];
        return Join(target, now);
    }

    public IEnumerable<Step> OnAck(Address from, DateTime now) => _phase == Phase.Asking ? Join(from, now) : [];

    public IEnumerable<Step> OnNack(Address from, DateTime now)
    {
        if (_phase != Phase.Asking)
            return [];
        _refused.Add(from);
        return IsFirst && Others.All(_refused.Contains) ? Join(_self, now) : [];
    }

    /// <summary>To be called about once a second, or more often.</summary>
    public IEnumerable<Step> OnTick(DateTime now)
    {
        if (_phase is Phase.Idle or Phase.Done)
            return [];
        if (now - _begun >= _giveUpAfter)
        {
            _phase = Phase.Done;
            return [new Step.GiveUp()];
        }

        if (_phase == Phase.Joining)
        {
            if (now < _deadline)
                return [];
            return _seeds.Count > 0 ? StartAsking(now) : Join(_target, now);
        }

        if (now >= _deadline)
            return IsFirst ? Join(_self, now) : [new Step.Unanswered(Others), .. StartAsking(now)];
        return now >= _nextAsk ? Ask(now) : [];
    }

    public void OnJoined() => _phase = Phase.Done;

    private IEnumerable<Step> StartAsking(DateTime now)
    {
        if (Others.Length == 0)
            return Join(_self, now);
        _phase = Phase.Asking;
        _refused.Clear();
        _deadline = now + _seedTimeout;
        return Ask(now);
    }

    private IEnumerable<Step> Ask(DateTime now)
    {
        _nextAsk = now + s_askAgain;
        return Others.Select(seed => new Step.Ask(seed));
    }

    private IEnumerable<Step> Join(Address target, DateTime now)
    {
        _phase = Phase.Joining;
        _target = target;
        _deadline = _retryJoinAfter is { } retry ? now + retry : DateTime.MaxValue;
        return target == _self ? [new Step.JoinSelf()] : [new Step.Join(target)];
    }
}
