using System.Text;
using Akka.Actor;
using Akka.Cluster.Membership;

namespace Akka.Cluster.Serialization;

internal sealed class ClusterWriter(Stream stream) : BinaryWriter(stream, Encoding.UTF8)
{
    public void Write(Address address)
    {
        Write(address.Protocol);
        Write(address.System);
        Write(address.Host ?? "");
        Write(address.Port ?? 0);
    }

    public void Write(UniqueAddress node)
    {
        Write(node.Address);
        Write(node.Uid);
    }

    public void Write(IReadOnlyCollection<string> roles)
    {
        Write7BitEncodedInt(roles.Count);
        foreach (var role in roles)
            Write(role);
    }

    public void Write(VectorClock version)
    {
        Write7BitEncodedInt(version.Versions.Count);
        foreach (var (node, count) in version.Versions)
        {
            Write(node.ToString());
            Write7BitEncodedInt64(count);
        }
    }

    public void Write(Gossip gossip)
    {
        Write7BitEncodedInt(gossip.Members.Count);
        foreach (var member in gossip.Members)
        {
            Write(member.UniqueAddress);
            Write(member.UpNumber);
            Write((byte)member.Status);
            Write(member.Roles);
            Write(member.AppVersion.Version);
        }

        Write7BitEncodedInt(gossip.Seen.Count);
        foreach (var node in gossip.Seen)
            Write(node);
        Write(gossip.Version);
        Write(gossip.Reachability);
        Write7BitEncodedInt(gossip.Tombstones.Count);
        foreach (var (node, removed) in gossip.Tombstones)
        {
            Write(node);
            Write(removed.Ticks);
        }
    }

    private void Write(Reachability reachability)
    {
        Write7BitEncodedInt(reachability.Versions.Count);
        foreach (var (observer, version) in reachability.Versions)
        {
            Write(observer);
            Write7BitEncodedInt64(version);
        }

        Write7BitEncodedInt(reachability.Records.Count);
        foreach (var record in reachability.Records)
        {
            Write(record.Observer);
            Write(record.Subject);
            Write((byte)record.Status);
        }
    }
}
