using Akka.Actor;

namespace Akka.Remote;

/// <summary>A provider of a system with a network.</summary>
public interface IRemoteActorRefProvider : IActorRefProvider
{
    IActorRef RemoteWatcher { get; }

    RemoteTransport Transport { get; }

    RemoteSettings RemoteSettings { get; }

    /// <summary>Whether an address is this system's own.</summary>
    bool HasAddress(Address address);

    IActorRef InternalResolveActorRef(string path);

    void Quarantine(Address address, int? uid);
}

public interface IRemoteRef : IActorRefScope
{
}

/// <summary>A message that goes ahead of others that wait for the same connection, such as a heartbeat.</summary>
internal interface IPriorityMessage
{
}
