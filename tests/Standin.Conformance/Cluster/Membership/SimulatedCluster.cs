using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Membership;

namespace Weir.Standin.Conformance.Cluster.Membership;

/// <summary>Membership machines over a network that delays, reorders, repeats and loses, all from one seed.</summary>
internal sealed class SimulatedCluster(int seed)
{
    private static readonly DateTime s_start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly Random _random = new(seed);
    private readonly List<(Address To, IClusterMessage Message)> _network = [];
    private readonly Dictionary<UniqueAddress, MemberStatus> _furthest = [];
    private DateTime _now = s_start;
    private int _started;

    public List<SimulatedNode> Nodes { get; } = [];

    public IEnumerable<SimulatedNode> Running => Nodes.Where(node => node.IsRunning);

    /// <summary>Whether messages get lost and repeated.</summary>
    public bool IsLossy { get; set; }

    public SimulatedNode Start(MembershipOptions? options = null)
    {
        var number = ++_started;
        var node = new SimulatedNode(new UniqueAddress(new Address("akka.tcp", "sim", $"n{number}", 1), number), options ?? new MembershipOptions());
        Nodes.Add(node);
        return node;
    }

    public void JoinSelf(SimulatedNode node)
    {
        node.Machine.JoinSelf(_now);
        Take(node);
    }

    public void Join(SimulatedNode node, SimulatedNode target)
    {
        node.JoinsThrough = target.Self.Address;
        SendJoin(node);
    }

    public void Do(SimulatedNode node, Action<MembershipMachine> command)
    {
        command(node.Machine);
        Take(node);
    }

    public T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    public bool Chance(double probability) => _random.NextDouble() < probability;

    /// <summary>Some messages, and one turn of every node.</summary>
    public void Step()
    {
        _now += TimeSpan.FromMilliseconds(100);
        for (var count = _random.Next(_network.Count + 1); count > 0; count--)
            Deliver();
        foreach (var node in Running.ToArray())
        {
            // The welcome may have been lost.
            if (!node.Machine.IsMember && Chance(0.1))
                SendJoin(node);
            node.Machine.GossipTick(_random.NextDouble(), _random.NextDouble());
            node.Machine.Reap(address => Hears(node, address));
            node.Machine.RunLeaderActions(_now);
            Take(node);
        }
    }

    public void Run(int steps)
    {
        for (var step = 0; step < steps; step++)
            Step();
    }

    private void SendJoin(SimulatedNode node)
    {
        var target = Running.Any(each => each.Self.Address == node.JoinsThrough) ? node.JoinsThrough : Running.FirstOrDefault(each => each.Machine.IsMember)?.Self.Address;
        if (target is not null)
            _network.Add((target, new Join(node.Self, [], Akka.Util.AppVersion.Zero)));
    }

    private bool Hears(SimulatedNode node, Address address) =>
        Running.FirstOrDefault(each => each.Self.Address == address) is { } other && !node.CutFrom.Contains(other.Self) && !other.CutFrom.Contains(node.Self);

    private void Deliver()
    {
        if (_network.Count == 0)
            return;
        var at = _random.Next(_network.Count);
        var (to, message) = _network[at];
        if (!IsLossy || !Chance(0.1))
            _network.RemoveAt(at);
        if (IsLossy && Chance(0.2))
            return;
        if (Running.FirstOrDefault(node => node.Self.Address == to) is not { } receiver || (SenderOf(message) is { } from && receiver.CutFrom.Contains(from)))
            return;
        Handle(receiver.Machine, message);
        Take(receiver);
    }

    private static UniqueAddress? SenderOf(IClusterMessage message) => message switch
    {
        GossipEnvelope envelope => envelope.From,
        GossipStatus status => status.From,
        Welcome welcome => welcome.From,
        Join join => join.Node,
        ExitingConfirmed confirmed => confirmed.Node,
        _ => null,
    };

    private static void Handle(MembershipMachine machine, IClusterMessage message)
    {
        switch (message)
        {
            case Join join:
                machine.OnJoin(join);
                break;
            case Welcome welcome:
                machine.OnWelcome(welcome);
                break;
            case GossipEnvelope envelope:
                machine.OnGossip(envelope);
                break;
            case GossipStatus status:
                machine.OnGossipStatus(status);
                break;
            case ExitingConfirmed confirmed:
                machine.OnExitingConfirmed(confirmed);
                break;
        }
    }

    private void Take(SimulatedNode node)
    {
        Check(node);
        foreach (var effect in node.Machine.TakeEffects())
        {
            switch (effect)
            {
                case MembershipEffect.Send send:
                    _network.Add((send.To, send.Message));
                    break;
                case MembershipEffect.BeginExiting:
                    node.Machine.ExitingCompleted([_random.NextDouble(), _random.NextDouble()]);
                    Take(node);
                    break;
                case MembershipEffect.Stop:
                    node.IsRunning = false;
                    break;
            }
        }
    }

    private void Check(SimulatedNode node)
    {
        foreach (var member in node.Machine.Gossip.Members)
        {
            var before = node.Seen.GetValueOrDefault(member.UniqueAddress, member.Status);
            before.ShouldNotBe(MemberStatus.Removed, $"seed {seed}: {node.Self} saw {member} come back");
            (before == member.Status || Order(before) < Order(member.Status)).ShouldBeTrue($"seed {seed}: {node.Self} saw {member} go back from {before}");
            node.Seen[member.UniqueAddress] = member.Status;
        }

        foreach (var gone in node.Seen.Keys.Where(known => !node.Machine.Gossip.Has(known)).ToArray())
            node.Seen[gone] = MemberStatus.Removed;
    }

    private static int Order(MemberStatus status) => status switch
    {
        MemberStatus.Joining => 0,
        MemberStatus.WeaklyUp => 1,
        MemberStatus.Up => 2,
        MemberStatus.Leaving => 3,
        MemberStatus.Exiting => 4,
        MemberStatus.Down => 5,
        _ => 6,
    };
}

internal sealed class SimulatedNode(UniqueAddress self, MembershipOptions options)
{
    public UniqueAddress Self { get; } = self;

    public MembershipMachine Machine { get; } = new(self, options);

    public bool IsRunning { get; set; } = true;

    public Address? JoinsThrough { get; set; }

    /// <summary>Those that it does not hear.</summary>
    public HashSet<UniqueAddress> CutFrom { get; } = [];

    public Dictionary<UniqueAddress, MemberStatus> Seen { get; } = [];
}
