using System.Collections.Immutable;
using Akka.Util;

namespace Akka.Cluster.Membership;

/// <summary>What of the settings the membership itself goes by.</summary>
internal sealed record MembershipOptions
{
    public ImmutableHashSet<string> Roles { get; init; } = [];

    public AppVersion AppVersion { get; init; } = AppVersion.Zero;

    /// <summary>How many members there have to be before the first becomes Up.</summary>
    public int MinimumMembers { get; init; } = 1;

    public ImmutableDictionary<string, int> MinimumMembersOfRole { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>For how long there has to be no agreement before a joining node becomes WeaklyUp; zero for never.</summary>
    public TimeSpan WeaklyUpAfter { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>How likely a round of gossip goes to a node that has not seen the latest state.</summary>
    public double DifferentViewProbability { get; init; } = 0.8;
}
