using Akka.Actor;

namespace Weir.Actors.Exchange;

/// <summary>Runs the channels between this node and others.</summary>
internal sealed class ExchangeActor : ReceiveActor
{
    /// <summary>Its name below the task manager.</summary>
    public const string Name = "exchange";

    public ExchangeActor(ExchangeSettings settings)
    {
        Receive<StartSending>(start => Refuse(start.Channel));
        Receive<StartReceiving>(start => Refuse(start.Channel));
        Receive<CloseChannel>(_ => { });
        Receive<NodeIsLost>(_ => { });

        void Refuse(RemoteChannel channel) => channel.Lost(new ConnectionLostException(
            channel.Description, channel.Peer, $"channels between nodes (of {settings.FrameSizeBytes} B frames) are not carried by this build."));
    }

    public static Props Props(ExchangeSettings settings) => Akka.Actor.Props.Create(() => new ExchangeActor(settings));
}
