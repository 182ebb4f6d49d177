using Akka.Actor;
using Weir.Actors.Jobs;
using Weir.Actors.JobMasters;
using Weir.Actors.Slots;

namespace Weir.Actors.JobManagers;

/// <summary>A job that the leader has to do with until it is over and tidied up.</summary>
internal sealed class ManagedJob(string jobId, JobStatus status)
{
    public string JobId => jobId;

    /// <summary>The latest figures.</summary>
    public JobStatus Status { get; set; } = status;

    /// <summary>When it came into its state, as far as the leader has heard of it.</summary>
    public DateTimeOffset? ChangedAt { get; set; }

    /// <summary>Null while it is being planned; then its storage, graph and locks are this leader's to give up.</summary>
    public JobSpecification? Job { get; set; }

    /// <summary>Null while it has none.</summary>
    public IActorRef? Master { get; set; }

    /// <summary>An earlier leader had it, and it has not got its slots yet from this one.</summary>
    public bool IsTakenOver { get; set; }

    /// <summary>Those who asked for news of it, here.</summary>
    public HashSet<IActorRef> Watchers { get; } = [];

    /// <summary>It is on its way to another parallelism; null: it is not.</summary>
    public JobRescale? Rescale { get; set; }

    /// <summary>Has its parallelism follow the slots; null: it does not, or <see cref="HasReactions"/> is not set yet.</summary>
    public ReactiveScaling? Reactive { get; set; }

    /// <summary>Whether its settings have been looked at for <see cref="Reactive"/>.</summary>
    public bool HasReactions { get; set; }

    /// <summary>A look at the slots is due later.</summary>
    public bool IsToLookAtSlots { get; set; }

    /// <summary>It is to be cancelled as soon as it has a master.</summary>
    public bool IsToCancel { get; set; }
}
