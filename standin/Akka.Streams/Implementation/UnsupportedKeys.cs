using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Streams.Implementation;

/// <summary>Tells, once for each system, of keys that are set but have no effect here.</summary>
internal static class UnsupportedKeys
{
    private static readonly (string Key, bool Default)[] Switches = [("auto-fusing", true), ("debug-logging", false), ("debug.fuzzing-mode", false)];
    private static readonly ConditionalWeakTable<ActorSystem, object> Reported = [];

    public static void Report(ActorSystem system, Config materializer)
    {
        if (!Reported.TryAdd(system, new object()))
            return;
        foreach (var (key, usual) in Switches)
        {
            if (materializer.GetBoolean(key, usual) != usual)
                system.Log.Warning("akka.stream.materializer.{0} is set to {1}, which this build does not support: it has no effect.", key, usual ? "off" : "on");
        }
    }
}
