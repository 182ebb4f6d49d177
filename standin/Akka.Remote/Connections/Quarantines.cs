using System.Collections.Concurrent;
using Akka.Actor;

namespace Akka.Remote;

/// <summary>Who was cut off, for as long as it is remembered.</summary>
internal sealed class Quarantines(TimeSpan remembered)
{
    private readonly ConcurrentDictionary<(Address, int), long> _since = new();

    /// <returns>False when it was cut off already.</returns>
    public bool Add(Address address, int uid)
    {
        var now = Environment.TickCount64;
        foreach (var (key, since) in _since)
        {
            if (now - since > remembered.TotalMilliseconds)
                _since.TryRemove(key, out _);
        }

        return _since.TryAdd((address, uid), now);
    }

    public bool Contains(Address address, int uid) => !_since.IsEmpty && _since.ContainsKey((address, uid));
}
