using Akka.Actor;
using Weir.Actors.Deployments;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Actors.Slots;
using Weir.Operators.Graph;

namespace Weir.Actors.TaskManagers;

/// <summary>A subtask that is to run here: its job's code is being loaded, or its actor lives, or closes what it held.</summary>
internal sealed class RunningSubtask(DeploySubtask order, NodeJob job)
{
    public DeployedSubtask Key => new(order.Job.JobId, order.Subtask, order.Attempt);

    public DeploySubtask Order => order;

    public NodeJob Job => job;

    /// <summary>Null while its job's code is being loaded.</summary>
    public IActorRef? Actor { get; set; }

    /// <summary>It was told to stop before it had an actor.</summary>
    public bool IsToStop { get; set; }

    /// <summary>Why it stops on its own, as far as known.</summary>
    public FailureCause? Failure { get; set; }

    /// <summary>What people call it, and what runs in it; null while its job's code is being loaded.</summary>
    public string? Name { get; set; }

    /// <summary>Null while its job's code is being loaded.</summary>
    public JobGraph? Graph { get; set; }

    /// <summary>Its actor has ended and closes what it held; its last word comes.</summary>
    public bool IsClosing { get; set; }
}
