using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Cluster.Membership;
using Akka.Serialization;

namespace Akka.Cluster.Serialization;

/// <summary>Writes and reads what the nodes tell each other. Nothing of it names a type.</summary>
public class ClusterMessageSerializer : SerializerWithStringManifest
{
    public ClusterMessageSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    public override int Identifier => 5;

    public override string Manifest(object o) => o switch
    {
        Heartbeat => "HB",
        HeartbeatResponse => "HBR",
        GossipStatus => "GS",
        GossipEnvelope => "GE",
        InitJoin => "IJ",
        InitJoinAck => "IJA",
        InitJoinNack => "IJN",
        Join => "J",
        Welcome => "W",
        LeaveNode => "L",
        DownNode => "D",
        ExitingConfirmed => "EC",
        _ => throw new ArgumentException($"{GetType()} cannot write a {o.GetType()}.", nameof(o)),
    };

    public override byte[] ToBinary(object obj)
    {
        using var stream = new MemoryStream();
        using var writer = new ClusterWriter(stream);
        switch (obj)
        {
            case InitJoin:
                break;
            case Heartbeat heartbeat:
                writer.Write(heartbeat.From);
                break;
            case HeartbeatResponse response:
                writer.Write(response.From);
                break;
            case InitJoinAck ack:
                writer.Write(ack.From);
                break;
            case InitJoinNack nack:
                writer.Write(nack.From);
                break;
            case LeaveNode leave:
                writer.Write(leave.Address);
                break;
            case DownNode down:
                writer.Write(down.Address);
                break;
            case ExitingConfirmed confirmed:
                writer.Write(confirmed.Node);
                break;
            case Join join:
                writer.Write(join.Node);
                writer.Write(join.Roles);
                writer.Write(join.AppVersion.Version);
                break;
            case Welcome welcome:
                writer.Write(welcome.From);
                writer.Write(welcome.Gossip);
                break;
            case GossipEnvelope envelope:
                writer.Write(envelope.From);
                writer.Write(envelope.To);
                writer.Write(envelope.Gossip);
                break;
            case GossipStatus status:
                writer.Write(status.From);
                writer.Write(status.Version);
                break;
            default:
                throw new ArgumentException($"{GetType()} cannot write a {obj.GetType()}.", nameof(obj));
        }

        writer.Flush();
        return stream.ToArray();
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        using var reader = new ClusterReader(new MemoryStream(bytes, writable: false));
        try
        {
            return Read(reader, manifest);
        }
        catch (Exception exception) when (exception is EndOfStreamException or DecoderFallbackException or ArgumentException or FormatException)
        {
            throw new SerializationException($"A message of the cluster ({manifest}, {bytes.Length} bytes) cannot be read: {exception.Message}", exception);
        }
    }

    private static object Read(ClusterReader reader, string manifest) => manifest switch
    {
        "HB" => new Heartbeat(reader.ReadAddress()),
        "HBR" => new HeartbeatResponse(reader.ReadNode()),
        "GS" => new GossipStatus(reader.ReadNode(), reader.ReadVersion()),
        "GE" => new GossipEnvelope(reader.ReadNode(), reader.ReadNode(), reader.ReadGossip()),
        "IJ" => new InitJoin(),
        "IJA" => new InitJoinAck(reader.ReadAddress()),
        "IJN" => new InitJoinNack(reader.ReadAddress()),
        "J" => new Join(reader.ReadNode(), reader.ReadRoles(), reader.ReadAppVersion()),
        "W" => new Welcome(reader.ReadNode(), reader.ReadGossip()),
        "L" => new LeaveNode(reader.ReadAddress()),
        "D" => new DownNode(reader.ReadAddress()),
        "EC" => new ExitingConfirmed(reader.ReadNode()),
        _ => throw new SerializationException($"'{manifest}' is no message of a cluster: the sender runs another version."),
    };
}
