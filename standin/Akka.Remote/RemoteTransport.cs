using Akka.Actor;
using Akka.Event;

namespace Akka.Remote;

/// <summary>Carries messages between nodes.</summary>
public abstract class RemoteTransport
{
    protected RemoteTransport(ExtendedActorSystem system, RemoteActorRefProvider provider)
    {
        System = system;
        Provider = provider;
        Log = Logging.GetLogger(system, this);
    }

    public ExtendedActorSystem System { get; }

    public RemoteActorRefProvider Provider { get; }

    public abstract ISet<Address> Addresses { get; }

    public abstract Address DefaultAddress { get; }

    public ILoggingAdapter Log { get; protected set; }

    public abstract void Start();

    public abstract Task Shutdown();

    public abstract void Send(object message, IActorRef sender, RemoteActorRef recipient);

    /// <returns>Whether the transport took the command; see Akka.Remote.Transport.SetThrottle for those of tests.</returns>
    public abstract Task<bool> ManagementCommand(object cmd);

    public abstract Task<bool> ManagementCommand(object cmd, CancellationToken cancellationToken);

    /// <exception cref="RemoteTransportException">No transport leads to such an address.</exception>
    public abstract Address LocalAddressForRemote(Address remote);

    /// <summary>Cuts off a system for good; without a uid, whoever is at the address now for a while only.</summary>
    public abstract void Quarantine(Address address, int? uid);
}

public class RemoteTransportException : AkkaException
{
    public RemoteTransportException(string message, Exception cause = null)
        : base(message, cause)
    {
    }
}
