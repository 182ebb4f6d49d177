using Akka.Actor;

namespace Akka.Cluster.Membership;

/// <summary>What the membership wants done.</summary>
internal abstract record MembershipEffect
{
    internal sealed record Send(Address To, IClusterMessage Message) : MembershipEffect;

    /// <summary>The node is welcome in a cluster, or has begun one.</summary>
    internal sealed record Joined : MembershipEffect;

    /// <summary>The node was told to leave, and all know it: it has to stop what it runs, and then to say that it is done.</summary>
    internal sealed record BeginExiting : MembershipEffect;

    /// <summary>The node is no member any more.</summary>
    internal sealed record Stop(string Reason) : MembershipEffect;

    internal sealed record Log(bool IsWarning, string Text) : MembershipEffect;
}
