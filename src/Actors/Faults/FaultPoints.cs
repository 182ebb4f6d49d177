using Akka.Actor;
using Weir.State.Storage;

namespace Weir.Actors.Faults;

/// <summary>Where an actor system's job managers and task managers ask what is to fail: nothing, unless a test says so.</summary>
internal sealed class FaultPoints : IExtension
{
    private volatile IFaultInjector? _injector;

    /// <summary>Set by tests, before jobs are submitted.</summary>
    public IFaultInjector? Injector
    {
        get => _injector;
        set => _injector = value;
    }

    public static FaultPoints For(ActorSystem system) => new Provider().Apply(system);

    public SubtaskFaults? Of(FaultySubtask subtask) => _injector?.Of(subtask);

    public ICheckpointStorage Wrap(ICheckpointStorage storage) => _injector?.Wrap(storage) ?? storage;

    private sealed class Provider : ExtensionIdProvider<FaultPoints>
    {
        public override FaultPoints CreateExtension(ExtendedActorSystem system) => new();
    }
}
