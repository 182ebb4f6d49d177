using System.Collections.Concurrent;

namespace Weir.Testing.Pauses;

/// <summary>The gates of this process's nodes by the names that their configuration has for them: it is all that an executor is made from.</summary>
internal static class TurnGates
{
    private static readonly ConcurrentDictionary<string, TurnGate> Gates = new(StringComparer.Ordinal);

    /// <summary>The gate of that name. Forget it with the node, or a process with many tests gathers them.</summary>
    public static TurnGate Named(string name) => Gates.GetOrAdd(name, static _ => new TurnGate());

    public static void Forget(string name) => Gates.TryRemove(name, out _);
}
