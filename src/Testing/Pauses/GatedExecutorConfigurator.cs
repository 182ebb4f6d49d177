using Akka.Configuration;
using Akka.Dispatch;

namespace Weir.Testing.Pauses;

/// <summary>Makes dispatchers give their turns through the node's gate, whose name is at <see cref="GateKey"/>.</summary>
internal sealed class GatedExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites) : ExecutorServiceConfigurator(config, prerequisites)
{
    public const string GateKey = "weir-testing.turn-gate";

    public override ExecutorService Produce(string id) => new Gated(id, TurnGates.Named(Prerequisites.Settings.Config.GetString(GateKey)));

    private sealed class Gated(string id, TurnGate gate) : ExecutorService(id)
    {
        public override void Execute(IRunnable run) => gate.Run(run);

        public override void Shutdown()
        {
        }
    }
}
