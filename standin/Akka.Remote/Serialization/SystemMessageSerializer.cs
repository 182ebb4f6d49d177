using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.Remote.Serialization;

/// <summary>The actors' own messages, as far as they go from node to node.</summary>
public sealed class SystemMessageSerializer : Akka.Serialization.Serializer
{
    public SystemMessageSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    private enum Kind : byte
    {
        Watch = 1,
        Unwatch = 2,
        DeathWatchNotification = 3,
        Terminate = 4,
        Suspend = 5,
        Resume = 6,
        Recreate = 7,
    }

    /// <summary>The kind is in the bytes.</summary>
    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj) => Payloads.Write(writer => Write(writer, obj));

    public override object FromBinary(byte[] bytes, Type type) => Payloads.Read(bytes, Read);

    private static void Write(BinaryWriter writer, object obj)
    {
        switch (obj)
        {
            case Watch watch:
                writer.Write((byte)Kind.Watch);
                writer.WriteReference(watch.Watchee);
                writer.WriteReference(watch.Watcher);
                break;
            case Unwatch unwatch:
                writer.Write((byte)Kind.Unwatch);
                writer.WriteReference(unwatch.Watchee);
                writer.WriteReference(unwatch.Watcher);
                break;
            case DeathWatchNotification dead:
                writer.Write((byte)Kind.DeathWatchNotification);
                writer.WriteReference(dead.Actor);
                writer.Write(dead.ExistenceConfirmed);
                writer.Write(dead.AddressTerminated);
                break;
            case Terminate:
                writer.Write((byte)Kind.Terminate);
                break;
            case Suspend:
                writer.Write((byte)Kind.Suspend);
                break;
            case Resume resume:
                writer.Write((byte)Kind.Resume);
                writer.WriteFailure(resume.CausedByFailure);
                break;
            case Recreate recreate:
                writer.Write((byte)Kind.Recreate);
                writer.WriteFailure(recreate.Cause);
                break;
            default:
                throw new SerializationException($"The system message {obj} does not go to other nodes.");
        }
    }

    private object Read(BinaryReader reader)
    {
        switch ((Kind)reader.ReadByte())
        {
            case Kind.Watch:
                var (watchee, watcher) = ReadPair(reader);
                return new Watch(watchee, watcher);
            case Kind.Unwatch:
                (watchee, watcher) = ReadPair(reader);
                return new Unwatch(watchee, watcher);
            case Kind.DeathWatchNotification:
                var actor = reader.ReadReference(system);
                var existenceConfirmed = reader.ReadBoolean();
                return new DeathWatchNotification(actor, existenceConfirmed, reader.ReadBoolean());
            case Kind.Terminate:
                return new Terminate();
            case Kind.Suspend:
                return new Suspend();
            case Kind.Resume:
                return new Resume(reader.ReadFailure());
            case Kind.Recreate:
                return new Recreate(reader.ReadFailure());
            case var kind:
                throw new SerializationException($"There is no system message of kind {kind}.");
        }
    }

    private (IInternalActorRef Watchee, IInternalActorRef Watcher) ReadPair(BinaryReader reader)
    {
        var watchee = (IInternalActorRef)reader.ReadReference(system);
        return (watchee, (IInternalActorRef)reader.ReadReference(system));
    }
}
