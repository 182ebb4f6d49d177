namespace Akka.Cluster;

/// <summary>Joining, then Up, Leaving, Exiting and Removed; Down before Removed for one that others gave up.</summary>
public enum MemberStatus
{
    Joining = 0,
    Up = 1,
    Leaving = 2,
    Exiting = 3,
    Down = 4,
    Removed = 5,

    /// <summary>Joined while not all members agree, so that there is no Up yet.</summary>
    WeaklyUp = 6,
}
