using System.Runtime.CompilerServices;
using Akka.Actor;

namespace Akka.Streams.Implementation;

/// <summary>The one materializer of each system, for streams that are run with nothing but a system.</summary>
internal static class SystemMaterializers
{
    private static readonly ConditionalWeakTable<ActorSystem, ActorMaterializer> Materializers = [];
    private static readonly Lock Gate = new();

    public static ActorMaterializer For(ActorSystem system)
    {
        lock (Gate)
        {
            if (!Materializers.TryGetValue(system, out var materializer))
                Materializers.Add(system, materializer = ActorMaterializer.Create(system));
            return materializer;
        }
    }
}
