using System.Collections.Concurrent;

namespace Weir.Actors.Exchange;

/// <summary>The channels of one job between subtasks of this node; whichever side starts first creates a channel.</summary>
internal sealed class LocalExchange(int channelCapacity)
{
    private readonly ConcurrentDictionary<ChannelId, LocalChannel> _channels = new();

    public int ChannelCount => _channels.Count;

    public LocalChannel Channel(ChannelId id) => _channels.GetOrAdd(id, static (_, capacity) => new LocalChannel(capacity), channelCapacity);

    /// <summary>Forgets a channel of a subtask that has ended, with what is still in it.</summary>
    public void Forget(ChannelId id) => _channels.TryRemove(id, out _);
}
