using Akka.Actor;
using Weir.Operators.Graph;

namespace Weir.Actors.Exchange;

/// <summary>A subtask's end of a channel whose other end is on another node.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Edge">Its edge: knows the record type.</param>
/// <param name="Peer">The other node.</param>
/// <param name="Near">What the subtask writes to, or reads from.</param>
/// <param name="Lost">Called once, on any thread, when the channel cannot go on.</param>
internal sealed record RemoteChannel(string JobId, ChannelId Channel, JobEdge Edge, Address Peer, LocalChannel Near, Action<Exception> Lost)
{
    /// <summary>For errors: which channel, by the names that the user knows.</summary>
    public string Description =>
        $"{Edge.Source.Name} ({Channel.From + 1}/{Edge.Source.Parallelism}) → {Edge.Target.Name} ({Channel.To + 1}/{Edge.Target.Parallelism})";
}
