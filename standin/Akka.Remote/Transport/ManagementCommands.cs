using Akka.Actor;

namespace Akka.Remote.Transport;

/// <summary>Says what the link to an address lets through, in either direction. Needs applied-adapters = ["trttl"].</summary>
public sealed class SetThrottle
{
    public SetThrottle(Address address, ThrottleTransportAdapter.Direction direction, ThrottleMode mode)
    {
        Address = address;
        Direction = direction;
        Mode = mode;
    }

    public Address Address { get; }

    public ThrottleTransportAdapter.Direction Direction { get; }

    public ThrottleMode Mode { get; }

    public static bool operator ==(SetThrottle left, SetThrottle right) => Equals(left, right);

    public static bool operator !=(SetThrottle left, SetThrottle right) => !Equals(left, right);

    public override bool Equals(object obj) =>
        obj is SetThrottle other && Equals(Address, other.Address) && Direction == other.Direction && Equals(Mode, other.Mode);

    public override int GetHashCode() => HashCode.Combine(Address, Direction, Mode);
}

/// <summary>Closes the connections to an address. Needs applied-adapters = ["trttl"].</summary>
public sealed class ForceDisassociate
{
    public ForceDisassociate(Address address) => Address = address;

    public Address Address { get; }
}
