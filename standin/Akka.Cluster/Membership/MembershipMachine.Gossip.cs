namespace Akka.Cluster.Membership;

/// <summary>How the state spreads.</summary>
internal sealed partial class MembershipMachine
{
    /// <summary>Tells one other node of the state.</summary>
    /// <param name="kindDraw">A number of 0 to 1 that says whether a node that has not seen the state is preferred.</param>
    /// <param name="peerDraw">A number of 0 to 1 that chooses the node.</param>
    public void GossipTick(double kindDraw, double peerDraw)
    {
        if (!IsMember)
            return;
        var peers = Peers();
        var unaware = peers.Where(peer => !Gossip.Seen.Contains(peer)).ToArray();
        var peer = Pick(unaware.Length > 0 && kindDraw < _options.DifferentViewProbability ? unaware : peers, peerDraw);
        if (peer is null)
            return;
        if (Gossip.Seen.Contains(peer))
            Send(peer.Address, new GossipStatus(_self, Gossip.Version));
        else
            GossipTo(peer);
    }

    public void OnGossipStatus(GossipStatus status)
    {
        if (!IsMember || !IsHeard(status.From))
            return;
        switch (Gossip.Version.CompareTo(status.Version))
        {
            case VectorClock.Ordering.Same:
                Gossip = Gossip.SeenBy(status.From);
                break;
            case VectorClock.Ordering.Before:
                // The other one answers with what it has.
                Send(status.From.Address, new GossipStatus(_self, Gossip.Version));
                break;
            default:
                GossipTo(status.From);
                break;
        }
    }

    public void OnGossip(GossipEnvelope envelope)
    {
        var remote = envelope.Gossip;
        if (!IsMember || envelope.To != _self || !remote.Has(_self) || !(IsHeard(envelope.From) || IsNew(envelope)))
            return;

        var talkBack = false;
        switch (Gossip.Version.CompareTo(remote.Version))
        {
            case VectorClock.Ordering.Same:
                talkBack = !remote.Seen.Contains(_self);
                Gossip = remote.MergeSeen(Gossip);
                break;
            case VectorClock.Ordering.Before:
                talkBack = !remote.Seen.Contains(_self);
                Gossip = remote;
                break;
            case VectorClock.Ordering.After:
                talkBack = !Gossip.Seen.Contains(envelope.From);
                break;
            default:
                Gossip = remote.Merge(Gossip);
                talkBack = true;
                break;
        }

        Gossip = Gossip.SeenBy(_self);
        if (talkBack)
            GossipTo(envelope.From);
        ActOnOwnStatus();
    }

    private static UniqueAddress Pick(IReadOnlyList<UniqueAddress> nodes, double draw) =>
        nodes.Count == 0 ? null : nodes[Math.Min((int)(draw * nodes.Count), nodes.Count - 1)];

    private UniqueAddress[] Peers() =>
        [.. Gossip.Members.Select(member => member.UniqueAddress).Where(node => node != _self && Gossip.Reachability.IsReachable(_self, node))];

    private bool IsHeard(UniqueAddress from) => Gossip.Has(from) && Gossip.Reachability.IsReachable(_self, from);

    /// <summary>The node joined through one that crashed before it could tell the others.</summary>
    private bool IsNew(GossipEnvelope envelope) =>
        envelope.Gossip.Find(envelope.From) is { Status: MemberStatus.Joining }
        && !Gossip.Tombstones.ContainsKey(envelope.From)
        && !Gossip.Members.Any(member => member.Address == envelope.From.Address);

    private void GossipTo(UniqueAddress peer)
    {
        if (peer is not null)
            Send(peer.Address, new GossipEnvelope(_self, peer, Gossip));
    }

    private void ActOnOwnStatus()
    {
        if (Self is { Status: MemberStatus.Exiting } && !_exiting)
        {
            _exiting = true;
            _effects.Add(new MembershipEffect.BeginExiting());
        }
    }
}
