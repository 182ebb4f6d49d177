using System.Threading.Channels;
using Akka.Actor;

namespace Weir.Actors.Clients;

/// <summary>Hears of a job on behalf of a <see cref="JobWatch"/>.</summary>
internal sealed class JobListenerActor : ReceiveActor
{
    public JobListenerActor(ChannelWriter<object> heard) => ReceiveAny(message => heard.TryWrite(message));

    public static Props Props(ChannelWriter<object> heard) => Akka.Actor.Props.Create(() => new JobListenerActor(heard));
}
