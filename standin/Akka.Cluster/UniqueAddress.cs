using Akka.Actor;

namespace Akka.Cluster;

/// <summary>One incarnation of a node: a process that starts again at the same address has another uid.</summary>
public class UniqueAddress : IEquatable<UniqueAddress>, IComparable<UniqueAddress>, IComparable
{
    public UniqueAddress(Address address, int uid)
    {
        Address = address ?? throw new ArgumentNullException(nameof(address));
        Uid = uid;
    }

    public Address Address { get; }

    public int Uid { get; }

    public static bool operator ==(UniqueAddress left, UniqueAddress right) => Equals(left, right);

    public static bool operator !=(UniqueAddress left, UniqueAddress right) => !Equals(left, right);

    public bool Equals(UniqueAddress other) => other is not null && Uid == other.Uid && Address.Equals(other.Address);

    public override bool Equals(object obj) => obj is UniqueAddress other && Equals(other);

    public override int GetHashCode() => Uid;

    public int CompareTo(UniqueAddress uniqueAddress)
    {
        if (uniqueAddress is null)
            return 1;
        var order = Member.AddressOrdering.Compare(Address, uniqueAddress.Address);
        return order != 0 ? order : Uid.CompareTo(uniqueAddress.Uid);
    }

    int IComparable.CompareTo(object obj) =>
        obj is null or UniqueAddress
            ? CompareTo((UniqueAddress)obj)
            : throw new ArgumentException($"Cannot compare a unique address with a {obj.GetType()}.", nameof(obj));

    public override string ToString() => $"UniqueAddress: ({Address}, {Uid})";
}
