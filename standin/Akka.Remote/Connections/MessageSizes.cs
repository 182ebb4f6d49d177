using System.Collections.Concurrent;

namespace Akka.Remote;

/// <summary>How large messages are once written: known only then, so this goes by the mean of those of the same type before.</summary>
internal sealed class MessageSizes
{
    /// <summary>What a waiting message takes besides its content.</summary>
    private const int Overhead = 512;

    private readonly ConcurrentDictionary<Type, Mean> _means = new();

    public int Estimate(object message) =>
        Overhead + (message is byte[] bytes ? bytes.Length : _means.TryGetValue(message.GetType(), out var mean) ? mean.Bytes : 0);

    /// <summary>Called by one thread at a time.</summary>
    public void Learn(object message, int size)
    {
        var type = message.GetType();
        if (!_means.TryGetValue(type, out var mean))
            _means[type] = mean = new Mean { Bytes = size };
        mean.Bytes += (size - mean.Bytes) / 8;
    }

    private sealed class Mean
    {
        public volatile int Bytes;
    }
}
