namespace Akka.Remote;

/// <summary>A failure detector for each of many resources, made at the first heartbeat.</summary>
public interface IFailureDetectorRegistry<T>
{
    /// <summary>True as well for a resource of which no heartbeat came yet.</summary>
    bool IsAvailable(T resource);

    bool IsMonitoring(T resource);

    void Heartbeat(T resource);

    void Remove(T resource);

    void Reset();
}
