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

    public override int Identifier => 7301;

    public override string Manifest(object o) => o switch
    {
        Frame => FrameManifest,
        OpenChannel => OpenManifest,
        ChannelAwaited => AwaitedManifest,
        ChannelOffered => OfferedManifest,
        ChannelRefused => RefusedManifest,
        ChannelForgotten => ForgottenManifest,
        _ => throw new ArgumentException($"{nameof(ExchangeSerializer)} does not write a {o?.GetType()}.", nameof(o)),
    };

    public override byte[] ToBinary(object obj) => obj switch
    {
        Frame frame => frame.Bytes,
        ChannelMessage message => Write(message),
        _ => throw new ArgumentException($"{nameof(ExchangeSerializer)} does not write a {obj?.GetType()}.", nameof(obj)),
    };

    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (manifest == FrameManifest)
        {
            return new Frame(bytes);
        }

        var reader = new StateReader(bytes);
        string jobId = reader.ReadText() ?? "";
        var channel = new ChannelId(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        long request = reader.ReadInt64();
        return manifest switch
        {
            OpenManifest => new OpenChannel(jobId, channel, request, reader.ReadText() ?? ""),
            AwaitedManifest => new ChannelAwaited(jobId, channel, request),
            OfferedManifest => new ChannelOffered(jobId, channel, request, ReadReference(ref reader)),
            RefusedManifest => new ChannelRefused(jobId, channel, request, reader.ReadText() ?? ""),
            ForgottenManifest => new ChannelForgotten(jobId, channel, request),
            _ => throw new SerializationException($"{nameof(ExchangeSerializer)} knows no manifest [{manifest}]."),
        };
    }

    private byte[] Write(ChannelMessage message)
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
                WriteReference(offered.Reference, writer);
                break;
        }

        return writer.ToArray();
    }

    private void WriteReference(object reference, StateWriter writer)
    {
        Serializer serializer = system.Serialization.FindSerializerFor(reference);
        byte[] bytes = serializer.ToBinary(reference);
        writer.WriteInt32(serializer.Identifier);
        writer.WriteText(Serialization.ManifestFor(serializer, reference));
        writer.WriteCount(bytes.Length);
        writer.WriteBytes(bytes);
    }

    private object ReadReference(ref StateReader reader)
    {
        int serializer = reader.ReadInt32();
        string manifest = reader.ReadText() ?? "";
        return system.Serialization.Deserialize(reader.ReadBytes(reader.ReadCount()).ToArray(), serializer, manifest);
    }
}
