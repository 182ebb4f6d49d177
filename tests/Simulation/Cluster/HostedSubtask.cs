using Weir.Actors.Jobs;
using Weir.Actors.Slots;
using Weir.Simulation.Model;
using Weir.Simulation.World;

namespace Weir.Simulation.Cluster;

/// <summary>A model subtask with who deployed it, where, and from what.</summary>
internal sealed class HostedSubtask(SimulatedLeader leader, SimulatedNode node, ModelSubtask model, DeploySubtasks deploy, CheckpointContent? content, SubmittedShape shape)
{
    public SimulatedLeader Leader => leader;

    public SimulatedNode Node => node;

    public ModelSubtask Model => model;

    public long? RestoreFrom => deploy.RestoreFrom;

    /// <summary>The savepoint behind which it stands still; 0: it runs.</summary>
    public long SuspendedBy => deploy.IsSuspended ? deploy.RestoreFrom!.Value : 0;

    /// <summary>Of the job, as it was submitted then.</summary>
    public SubmittedShape Shape => shape;

    public CheckpointContent? Content => content;

    public DeployedSubtask Key { get; } = new(ClusterRun.JobId, model.Id, model.Attempt);

    public SubtaskStatus Status { get; set; }

    public bool IsEnding { get; set; }
}
