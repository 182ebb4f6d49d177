using System.Collections.Concurrent;
using Akka.Actor;

namespace Akka.Remote.Transport;

/// <summary>Which links tests have cut.</summary>
internal sealed class LinkRules
{
    private readonly ConcurrentDictionary<(string Host, int? Port), (bool Send, bool Receive)> _cut = new();

    public bool DropsOutbound(Address remote) => !_cut.IsEmpty && _cut.TryGetValue((remote.Host, remote.Port), out var cut) && cut.Send;

    public bool DropsInbound(Address remote) => !_cut.IsEmpty && _cut.TryGetValue((remote.Host, remote.Port), out var cut) && cut.Receive;

    public void Set(SetThrottle command)
    {
        var cuts = command.Mode switch
        {
            Blackhole => true,
            Unthrottled => false,
            _ => throw new NotSupportedException($"The stand-in of Akka.Remote knows {nameof(Blackhole)} and {nameof(Unthrottled)} only, not {command.Mode}."),
        };
        var key = (command.Address.Host, command.Address.Port);
        var now = _cut.GetValueOrDefault(key);
        if (command.Direction != ThrottleTransportAdapter.Direction.Receive)
            now.Send = cuts;
        if (command.Direction != ThrottleTransportAdapter.Direction.Send)
            now.Receive = cuts;
        if (now is (false, false))
            _cut.TryRemove(key, out _);
        else
            _cut[key] = now;
    }
}
