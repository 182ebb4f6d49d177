using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Weir.State.Codecs;

namespace Weir.Actors.Exchange;

/// <summary>Writes what the exchanges of two nodes send each other. A frame's bytes are handed on as they are.</summary>
internal sealed class ExchangeSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string FrameManifest = "f";
    private const string OpenManifest = "o";
    private const string AwaitedManifest = "w";
    private const string OfferedManifest = "s";
    private const string RefusedManifest = "r";
    private const string ForgottenManifest = "x";
    private const string GrantManifest = "g";
    private const string ProbeManifest = "p";
    private const string OvertakenManifest = "v";

    public override int Identifier => 7301;

    public override string Manifest(object o) => o switch
    {
        Frame => FrameManifest,
        OpenChannel => OpenManifest,
        ChannelAwaited => AwaitedManifest,
        ChannelOffered => OfferedManifest,
        ChannelRefused => RefusedManifest,
        ChannelForgotten => ForgottenManifest,
        ChannelGrant => GrantManifest,
        ChannelProbe => ProbeManifest,
        ChannelOvertaken => OvertakenManifest,
        _ => throw new ArgumentException($"{nameof(ExchangeSerializer)} does not write a {o?.GetType()}.", nameof(o)),
    };

    public override byte[] ToBinary(object obj) => obj switch
    {
        Frame frame => frame.Bytes,
        ChannelMessage message => Write(message),
        ChannelGrant grant => Write(grant.Arrived, grant.Granted),
        ChannelProbe probe => Write(probe.Sent, 0),
        ChannelOvertaken overtaken => Write(overtaken.CheckpointId, overtaken.Frames),
        _ => throw new ArgumentException($"{nameof(ExchangeSerializer)} does not write a {obj?.GetType()}.", nameof(obj)),
    };

    public override object FromBinary(byte[] bytes, string manifest)
    {
        var reader = new StateReader(bytes);
        return manifest switch
        {
            FrameManifest => new Frame(bytes),
            GrantManifest => new ChannelGrant(reader.ReadInt64(), reader.ReadInt64()),
            ProbeManifest => new ChannelProbe(reader.ReadInt64()),
            OvertakenManifest => new ChannelOvertaken(reader.ReadInt64(), reader.ReadInt64()),
            _ => ReadChannelMessage(ref reader, manifest),
        };
    }

    private ChannelMessage ReadChannelMessage(ref StateReader reader, string manifest)
    {
        string jobId = reader.ReadText() ?? "";
        var channel = new ChannelId(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        long request = reader.ReadInt64();
        return manifest switch
        {
            OpenManifest => new OpenChannel(jobId, channel, request, reader.ReadText() ?? ""),
            AwaitedManifest => new ChannelAwaited(jobId, channel, request),
            OfferedManifest => new ChannelOffered(jobId, channel, request, system.Serialization.DeserializeActorRef(reader.ReadText() ?? "")),
            RefusedManifest => new ChannelRefused(jobId, channel, request, reader.ReadText() ?? ""),
            ForgottenManifest => new ChannelForgotten(jobId, channel, request),
            _ => throw new SerializationException($"{nameof(ExchangeSerializer)} knows no manifest [{manifest}]."),
        };
    }

    private static byte[] Write(long first, long second)
    {
        var writer = new StateWriter(2 * sizeof(long));
        writer.WriteInt64(first);
        writer.WriteInt64(second);
        return writer.ToArray();
    }

    private static byte[] Write(ChannelMessage message)
    {
        var writer = new StateWriter();
        writer.WriteText(message.JobId);
        writer.WriteInt32(message.Channel.Attempt);
        writer.WriteInt32(message.Channel.Edge);
        writer.WriteInt32(message.Channel.From);
        writer.WriteInt32(message.Channel.To);
        writer.WriteInt64(message.Request);
        switch (message)
        {
            case OpenChannel open:
                writer.WriteText(open.Layout);
                break;
            case ChannelRefused refused:
                writer.WriteText(refused.Reason);
                break;
            case ChannelOffered offered:
                writer.WriteText(Serialization.SerializedActorPath(offered.Sender));
                break;
        }

        return writer.ToArray();
    }
}
