using Akka.Actor;
using Akka.Serialization;

namespace Akka.Remote.Serialization;

/// <summary>The messages of the library itself that go from node to node.</summary>
public sealed class MiscMessageSerializer : SerializerWithStringManifest
{
    private const string IdentifyManifest = "ID";
    private const string IdentityManifest = "AID";
    private const string ReferenceManifest = "AR";
    private const string PoisonPillManifest = "PP";
    private const string KillManifest = "K";
    private const string SuccessManifest = "SS";
    private const string FailureManifest = "SF";
    private const string AddressManifest = "A";
    private const string HeartbeatManifest = "RWHB";
    private const string HeartbeatAnswerManifest = "RWHR";

    public MiscMessageSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    public override string Manifest(object obj) => obj switch
    {
        Identify => IdentifyManifest,
        ActorIdentity => IdentityManifest,
        IActorRef => ReferenceManifest,
        PoisonPill => PoisonPillManifest,
        Kill => KillManifest,
        Status.Success => SuccessManifest,
        Status.Failure => FailureManifest,
        Address => AddressManifest,
        RemoteWatcher.Heartbeat => HeartbeatManifest,
        RemoteWatcher.HeartbeatRsp => HeartbeatAnswerManifest,
        _ => throw new ArgumentException($"{nameof(MiscMessageSerializer)} does not write {obj?.GetType()}.", nameof(obj)),
    };

    public override byte[] ToBinary(object obj) => obj switch
    {
        PoisonPill or Kill or RemoteWatcher.Heartbeat => [],
        _ => Payloads.Write(writer => Write(writer, obj)),
    };

    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        PoisonPillManifest => PoisonPill.Instance,
        KillManifest => Kill.Instance,
        HeartbeatManifest => RemoteWatcher.Heartbeat.Instance,
        _ => Payloads.Read(bytes, reader => Read(reader, manifest)),
    };

    private void Write(BinaryWriter writer, object obj)
    {
        switch (obj)
        {
            case Identify identify:
                writer.WritePayload(system, identify.MessageId);
                break;
            case ActorIdentity identity:
                writer.WritePayload(system, identity.MessageId);
                writer.WriteReference(identity.Subject);
                break;
            case IActorRef reference:
                writer.WriteReference(reference);
                break;
            case Status.Success success:
                writer.WritePayload(system, success.Status);
                break;
            case Status.Failure failure:
                writer.WriteFailure(failure.Cause);
                writer.WritePayload(system, failure.State);
                break;
            case Address address:
                writer.Write(address.ToString());
                break;
            case RemoteWatcher.HeartbeatRsp answer:
                writer.Write(answer.AddressUid);
                break;
            default:
                throw new ArgumentException($"{nameof(MiscMessageSerializer)} does not write {obj.GetType()}.", nameof(obj));
        }
    }

    private object Read(BinaryReader reader, string manifest)
    {
        switch (manifest)
        {
            case IdentifyManifest:
                return new Identify(reader.ReadPayload(system));
            case IdentityManifest:
                var messageId = reader.ReadPayload(system);
                return new ActorIdentity(messageId, reader.ReadReference(system));
            case ReferenceManifest:
                return reader.ReadReference(system) ?? ActorRefs.Nobody;
            case SuccessManifest:
                return new Status.Success(reader.ReadPayload(system));
            case FailureManifest:
                var cause = reader.ReadFailure();
                return new Status.Failure(cause, reader.ReadPayload(system));
            case AddressManifest:
                return Address.Parse(reader.ReadString());
            case HeartbeatAnswerManifest:
                return new RemoteWatcher.HeartbeatRsp(reader.ReadInt32());
            default:
                throw new System.Runtime.Serialization.SerializationException($"{nameof(MiscMessageSerializer)} does not know the manifest '{manifest}'.");
        }
    }
}
