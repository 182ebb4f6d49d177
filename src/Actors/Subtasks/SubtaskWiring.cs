using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Weir.Actors.Alignment;
using Weir.Actors.Exchange;
using Weir.Actors.Faults;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Operators.Chains;
using Weir.Operators.Channels;
using Weir.Operators.Elements;
using Weir.Operators.Graph;
using Weir.Operators.InFlight;
using Weir.Operators.Runtime;

namespace Weir.Actors.Subtasks;

/// <summary>
/// A subtask's chain with its channels, ready to run as one fused graph: a source for each input channel → input gate
/// → chain → a sink for each output channel.
/// </summary>
internal sealed class SubtaskWiring
{
    private readonly JobDeployment _job;
    private readonly TimeProvider _clock;
    private readonly JobVertex _vertex;
    private readonly List<(int Input, SubtaskId From, LocalChannel Channel)> _inputs = [];
    private readonly List<OutputPort> _outputs = [];

    private SubtaskWiring(SubtaskDeployment deployment, TimeProvider clock, Action<string> warn, Action<Exception> lost, ActorSystem system)
    {
        JobDeployment job = deployment.Job;
        (SubtaskId subtask, Attempt attempt) = (deployment.Subtask, deployment.Attempt);
        _job = job;
        _clock = clock;
        JobVertex vertex = _vertex = job.Graph.Vertices[subtask.Vertex.Value];
        Pulse = new SubtaskPulse(vertex.Inputs.Count);
        foreach (JobEdge edge in vertex.Inputs)
        {
            foreach (int from in Peers(edge, subtask.Index, edge.Source.Parallelism))
            {
                var id = new ChannelId(attempt.Number, edge.Id, from, subtask.Index);
                Address? node = NodeOf(edge.Source, from);
                _inputs.Add((edge.InputIndex, new SubtaskId(edge.Source.Id, from), node is null ? job.Exchange.Channel(id) : job.Exchange.Incoming(id, edge, node, lost)));
            }
        }

        var ports = new List<IReadOnlyList<IChannelWriter>>();
        foreach (JobEdge edge in vertex.Outputs)
        {
            var portsOfEdge = new List<IChannelWriter>();
            foreach (int to in Peers(edge, subtask.Index, edge.Target.Parallelism))
            {
                var id = new ChannelId(attempt.Number, edge.Id, subtask.Index, to);
                Address? node = NodeOf(edge.Target, to);
                var port = new OutputPort(node is null ? job.Exchange.Channel(id) : job.Exchange.Outgoing(id, edge, node, lost), edge.KeepsOrder, Pulse.Backpressured);
                portsOfEdge.Add(port);
                _outputs.Add(port);
            }

            ports.Add(portsOfEdge);
        }

        if (OvertakingTimeout is not null)
        {
            CheckRecords(vertex);
        }

        Chain = OperatorChain.Create(vertex, new SubtaskEnvironment(job.JobId, job.JobName, subtask.Index, attempt.Number, clock) { Warn = warn, Host = system, Databases = job.Databases }, ports);

        Address? NodeOf(JobVertex peer, int index) => deployment.Peers.NodeOf(new SubtaskId(peer.Id, index), job.Exchange.Here);
    }

    public OperatorChain Chain { get; }

    /// <summary>What the running stages show of themselves.</summary>
    public SubtaskPulse Pulse { get; }

    /// <summary>The subtasks at the other ends of the input channels.</summary>
    public IReadOnlyList<SubtaskId> Producers => [.. _inputs.Select(input => input.From)];

    /// <param name="deployment">The subtask, and where the peers of its channels are.</param>
    /// <param name="clock">The clock of its timers.</param>
    /// <param name="warn">Takes what its operators have to tell the user; called on any thread.</param>
    /// <param name="lost">Takes why a channel to another node cannot go on; called on any thread.</param>
    /// <param name="system">What it runs in, for its connectors.</param>
    public static SubtaskWiring Create(SubtaskDeployment deployment, TimeProvider clock, Action<string> warn, Action<Exception> lost, ActorSystem system) =>
        new(deployment, clock, warn, lost, system);

    /// <summary>
    /// Forgets the subtask's channels, into it and out of it. The subtasks at their other ends hold those that they
    /// use; one that only comes now makes new ones, and forgets them itself.
    /// </summary>
    public static void ForgetChannels(JobDeployment job, SubtaskId subtask, Attempt attempt)
    {
        JobVertex vertex = job.Graph.Vertices[subtask.Vertex.Value];
        foreach (JobEdge edge in vertex.Inputs)
        {
            foreach (int from in Peers(edge, subtask.Index, edge.Source.Parallelism))
            {
                job.Exchange.Forget(new ChannelId(attempt.Number, edge.Id, from, subtask.Index));
            }
        }

        foreach (JobEdge edge in vertex.Outputs)
        {
            foreach (int to in Peers(edge, subtask.Index, edge.Target.Parallelism))
            {
                job.Exchange.Forget(new ChannelId(attempt.Number, edge.Id, subtask.Index, to));
            }
        }
    }

    /// <summary>The subtasks at the other end of an edge that this one has a channel with.</summary>
    private static IEnumerable<int> Peers(JobEdge edge, int subtask, int parallelism) =>
        edge.IsPointwise ? [subtask] : Enumerable.Range(0, parallelism);

    private TimeSpan? OvertakingTimeout => _job.Checkpointing is { Unaligned: true, IsExactlyOnce: true } ? _job.Checkpointing.AlignedTimeout : null;

    /// <summary>What a barrier may overtake has to be stored; that some type cannot is known now, and not at the first slow checkpoint.</summary>
    private void CheckRecords(JobVertex vertex)
    {
        foreach (JobEdge edge in vertex.Inputs.Where(edge => !edge.KeepsOrder))
        {
            CreateLog(edge.InputIndex);
        }
    }

    private InFlightLog CreateLog(int input)
    {
        JobEdge edge = _vertex.Inputs[input];
        return edge.Edge.CreateInFlightLog(edge.InFlightList, _vertex.Parallelism);
    }

    /// <summary>Runs the graph under the given actor: it is stopped with it.</summary>
    public void Run(IActorRefFactory context, ISubtaskListener listener, SubtaskFaults? faults = null, long suspendedBy = 0)
    {
        var stages = new SubtaskStages(Chain, listener, _clock, stageCount: _inputs.Count > 0 ? 2 : 1)
        {
            Faults = faults,
            Pulse = Pulse,
            OvertakingTimeout = OvertakingTimeout,
            MaximumInFlightBytes = _job.Checkpointing.MaximumInFlightBytes,
            SuspendedBy = suspendedBy,
        };
        IGraph<ClosedShape, NotUsed> graph = GraphDsl.Create<ClosedShape>(builder =>
        {
            AmorphousShape chain = builder.Add(new ChainStage(stages, _outputs));
            if (_inputs.Count > 0)
            {
                BarrierHandler handler = BarrierHandler.For(
                    _job.Checkpointing.IsExactlyOnce, [.. _inputs.Select(input => _vertex.Inputs[input.Input].KeepsOrder)], OvertakingTimeout);
                UniformFanInShape<StreamElement, GateElement> gate =
                    builder.Add(new InputGateStage(stages, handler, [.. _inputs.Select(input => (input.Input, input.Channel))], CreateLog));
                for (int i = 0; i < _inputs.Count; i++)
                {
                    builder.From(builder.Add(new ChannelSourceStage(stages, _inputs[i].Channel))).To(gate.In(i));
                }

                builder.From(gate.Out).To((Inlet<GateElement>)chain.Inlets[0]);
            }

            for (int i = 0; i < _outputs.Count; i++)
            {
                builder.From((Outlet<StreamElement>)chain.Outlets[i]).To(builder.Add(new ChannelSinkStage(stages, _outputs[i])));
            }

            return ClosedShape.Instance;
        });
        RunnableGraph.FromGraph(graph).Run(ActorMaterializer.Create(context));
    }
}
