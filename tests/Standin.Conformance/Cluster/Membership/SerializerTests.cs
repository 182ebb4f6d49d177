using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Membership;
using Akka.Cluster.Serialization;
using Akka.Util;

namespace Weir.Standin.Conformance.Cluster.Membership;

public sealed class SerializerTests
{
    private static readonly UniqueAddress s_a = new(new Address("akka.tcp", "s", "a", 1), 1);
    private static readonly UniqueAddress s_b = new(new Address("akka.tcp", "s", "b", 2), int.MinValue);

    private readonly ClusterMessageSerializer _serializer = new(null);

    private static Gossip Gossip => new Gossip
    {
        Members = [new Member(s_a, 1, MemberStatus.Up, ["x", "y"], AppVersion.Create("1.2.3-rc1")), Member.Create(s_b, [], AppVersion.Zero)],
        Reachability = Akka.Cluster.Membership.Reachability.Empty.Unreachable(s_a, s_b).Terminated(s_b, s_a),
        Tombstones = Akka.Cluster.Membership.Gossip.Empty.Tombstones.Add(new UniqueAddress(s_b.Address, 7), new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc)),
    }.ChangedBy(s_a).ChangedBy(s_b).SeenBy(s_a);

    private static IClusterMessage[] Messages =>
    [
        new InitJoin(),
        new InitJoinAck(s_a.Address),
        new InitJoinNack(s_a.Address),
        new Join(s_b, ["x", "y"], AppVersion.Create("2.0")),
        new Welcome(s_a, Gossip),
        new GossipEnvelope(s_a, s_b, Gossip),
        new GossipStatus(s_a, Gossip.Version),
        new LeaveNode(s_a.Address),
        new DownNode(s_a.Address),
        new ExitingConfirmed(s_b),
        new Heartbeat(s_a.Address),
        new HeartbeatResponse(s_b),
    ];

    [Fact]
    public void Every_message_comes_back_as_it_was()
    {
        foreach (var message in Messages)
        {
            var again = _serializer.FromBinary(_serializer.ToBinary(message), _serializer.Manifest(message));

            again.GetType().ShouldBe(message.GetType());
            Text(again).ShouldBe(Text(message));
        }
    }

    [Fact]
    public void There_is_no_message_that_is_not_tested() =>
        typeof(Gossip).Assembly.GetTypes().Where(type => typeof(IClusterMessage).IsAssignableFrom(type) && !type.IsAbstract)
            .ShouldBe(Messages.Select(message => message.GetType()), ignoreOrder: true);

    [Fact]
    public void What_is_cut_off_anywhere_is_refused()
    {
        foreach (var message in Messages)
        {
            var bytes = _serializer.ToBinary(message);
            for (var length = 0; length < bytes.Length; length++)
                Should.Throw<SerializationException>(() => _serializer.FromBinary(bytes[..length], _serializer.Manifest(message)));
        }
    }

    [Fact]
    public void Random_bytes_are_read_or_refused()
    {
        var random = new Random(1);
        foreach (var message in Messages)
        {
            for (var round = 0; round < 300; round++)
            {
                var bytes = _serializer.ToBinary(message);
                for (var flips = random.Next(1, 4); flips > 0 && bytes.Length > 0; flips--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                try
                {
                    _serializer.FromBinary(bytes, _serializer.Manifest(message)).ShouldBeAssignableTo<IClusterMessage>();
                }
                catch (SerializationException exception)
                {
                    exception.Message.ShouldContain("cannot be read");
                }
            }
        }
    }

    private static string Text(object message) => message switch
    {
        Join join => $"{join.Node} {string.Join(',', join.Roles.Order(StringComparer.Ordinal))} {join.AppVersion}",
        Welcome welcome => $"{welcome.From} {Text(welcome.Gossip)}",
        GossipEnvelope envelope => $"{envelope.From} {envelope.To} {Text(envelope.Gossip)}",
        Gossip gossip => string.Join(
            Environment.NewLine,
            gossip.Members.Select(member => $"{member.UniqueAddress} {member.Status} {member.UpNumber} {member.AppVersion} {string.Join(',', member.Roles.Order(StringComparer.Ordinal))}")
                .Concat(gossip.Seen.Order().Select(node => node.ToString()))
                .Concat(gossip.Reachability.Records.Select(record => record.ToString()).Order(StringComparer.Ordinal))
                .Concat(gossip.Reachability.Versions.OrderBy(each => each.Key).Select(each => each.ToString()))
                .Append(gossip.Version.ToString())
                .Concat(gossip.Tombstones.Select(each => $"{each.Key} {each.Value:O}"))),
        _ => message.ToString()!,
    };
}
