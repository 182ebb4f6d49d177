using Akka.Event;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>Marks what the managers of a singleton tell each other: its serializer is bound to it.</summary>
public interface IClusterSingletonMessage
{
}

/// <summary>From the manager that is to run the singleton to one that may run it still.</summary>
internal sealed record HandOverToMe : IClusterSingletonMessage, IDeadLetterSuppression
{
    public static readonly HandOverToMe Instance = new();
}

/// <summary>It is being stopped.</summary>
internal sealed record HandOverInProgress : IClusterSingletonMessage, IDeadLetterSuppression
{
    public static readonly HandOverInProgress Instance = new();
}

/// <summary>It does not run here, and will not.</summary>
internal sealed record HandOverDone : IClusterSingletonMessage, IDeadLetterSuppression
{
    public static readonly HandOverDone Instance = new();
}
