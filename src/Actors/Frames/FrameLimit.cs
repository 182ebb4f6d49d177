using System.Globalization;
using Akka.Actor;
using Weir.Actors.Configuration;
using Weir.Actors.Messages;

namespace Weir.Actors.Frames;

/// <summary>
/// How large a message between nodes may be. The transport drops a larger one, and only its log says so; whoever would wait for
/// its effect asks here before.
/// </summary>
internal sealed class FrameLimit
{
    private const string Key = "akka.remote.dot-netty.tcp.maximum-frame-size";

    /// <summary>What the transport adds, at most: addresses, actor paths, manifests.</summary>
    private const int EnvelopeBytes = 4 * 1024;

    private readonly ActorSystem _system;
    private readonly long? _bytes;

    public FrameLimit(ActorSystem system)
    {
        _system = system;
        var config = system.Settings.Config;
        bool isRemote = ((ExtendedActorSystem)system).Provider.DefaultAddress.HasGlobalScope;
        _bytes = isRemote && config.HasPath(Key) && ByteSizeText.TryParse(config.GetString(Key), out long bytes) ? bytes : null;
    }

    /// <summary>Why this message cannot be sent to that actor, with the way out; null when it can.</summary>
    /// <param name="what">Begins the sentence: "The acknowledgement of …".</param>
    public string? Problem(string what, object message, IActorRef recipient)
    {
        // Here it is passed on as it is.
        if (_bytes is not { } most || !recipient.Path.Address.HasGlobalScope || SizeBytes(message) is var size && size <= most)
        {
            return null;
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{what} takes {size} bytes, and {Key} allows {most}. Raise that on all nodes; or lower weir.checkpointing.storage.inline-threshold for the job, so that more of its state goes into files and less into messages.");
    }

    /// <summary>As much of a description as can be sent, to whomever.</summary>
    public JobDescription Fit(JobDescription description)
    {
        if (_bytes is not { } most)
        {
            return description;
        }

        var fitting = description;
        for (int places = description.Places.Count; places > 0 && SizeBytes(fitting) > most;)
        {
            places /= 2;
            fitting = description with { Places = [.. description.Places.Take(places)], PlacesLeftOut = description.Places.Count - places };
        }

        return fitting;
    }

    private long SizeBytes(object message) => _system.Serialization.FindSerializerFor(message).ToBinary(message).LongLength + EnvelopeBytes;
}
