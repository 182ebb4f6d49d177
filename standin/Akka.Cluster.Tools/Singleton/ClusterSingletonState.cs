namespace Akka.Cluster.Tools.Singleton;

/// <summary>What a manager is about.</summary>
public enum ClusterSingletonState
{
    Start = 0,
    AcquiringLease = 1,

    /// <summary>The singleton runs here.</summary>
    Oldest = 2,

    /// <summary>It runs somewhere else.</summary>
    Younger = 3,

    /// <summary>It is to run here once it has stopped where it ran before.</summary>
    BecomingOldest = 4,

    /// <summary>It still runs here, until the next one asks for it.</summary>
    WasOldest = 5,

    /// <summary>It is being stopped for the next one.</summary>
    HandingOver = 6,
    TakeOver = 7,

    /// <summary>It is being stopped, with nobody to go on.</summary>
    Stopping = 8,
    End = 9,
}

public interface IClusterSingletonData
{
}
