using System.Collections.Immutable;
using System.Text;
using Akka.Actor;
using Akka.Cluster.Membership;
using Akka.Util;

namespace Akka.Cluster.Serialization;

internal sealed class ClusterReader(Stream stream) : BinaryReader(stream, Encoding.UTF8)
{
    public Address ReadAddress()
    {
        var (protocol, system, host, port) = (ReadString(), ReadString(), ReadString(), ReadInt32());
        return host.Length == 0 ? new Address(protocol, system) : new Address(protocol, system, host, port);
    }

    public UniqueAddress ReadNode() => new(ReadAddress(), ReadInt32());

    public ImmutableHashSet<string> ReadRoles() => [.. Repeat(ReadString)];

    public AppVersion ReadAppVersion() => AppVersion.Create(ReadString());

    public VectorClock ReadVersion() => VectorClock.Create(
        Repeat(() => KeyValuePair.Create(VectorClock.Node.FromHash(ReadString()), Read7BitEncodedInt64())).ToImmutableSortedDictionary());

    public Gossip ReadGossip() => new()
    {
        Members = [.. Repeat(ReadMember)],
        Seen = [.. Repeat(ReadNode)],
        Version = ReadVersion(),
        Reachability = ReadReachability(),
        Tombstones = Repeat(() => KeyValuePair.Create(ReadNode(), new DateTime(ReadInt64(), DateTimeKind.Utc))).ToImmutableDictionary(),
    };

    private Member ReadMember() => new(ReadNode(), ReadInt32(), ReadStatus(), ReadRoles(), ReadAppVersion());

    private MemberStatus ReadStatus()
    {
        var status = (MemberStatus)ReadByte();
        return Enum.IsDefined(status) ? status : throw new FormatException($"There is no member status {status}.");
    }

    private Reachability ReadReachability()
    {
        var versions = Repeat(() => KeyValuePair.Create(ReadNode(), Read7BitEncodedInt64())).ToImmutableDictionary();
        return new Reachability([.. Repeat(ReadRecord)], versions);
    }

    private ReachabilityRecord ReadRecord() => new(ReadNode(), ReadNode(), (ReachabilityStatus)ReadByte());

    private List<T> Repeat<T>(Func<T> read)
    {
        var count = Read7BitEncodedInt();

        // Each one takes a byte at least: a count that is not true must not take memory before it is found out.
        if (count < 0 || count > BaseStream.Length - BaseStream.Position)
            throw new FormatException($"It says that there are {count} more entries, with {BaseStream.Length - BaseStream.Position} bytes left.");
        var items = new List<T>(count);
        for (var i = 0; i < count; i++)
            items.Add(read());
        return items;
    }
}
