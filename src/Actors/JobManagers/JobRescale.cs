using Akka.Actor;
using Weir.Actors.Deployments;
using Weir.Actors.JobMasters;

namespace Weir.Actors.JobManagers;

/// <summary>A job on its way to another parallelism: planned, brought to a stand, handed over, started again.</summary>
/// <param name="parallelism">That it is to have.</param>
internal sealed class JobRescale(JobParallelism parallelism)
{
    public JobParallelism Parallelism => parallelism;

    /// <summary>Those who asked for it.</summary>
    public HashSet<IActorRef> Requesters { get; } = [];

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>How many slots it needed when this began.</summary>
    public required int FromWidth { get; init; }

    /// <summary>What had been asked for when this began.</summary>
    public required JobParallelism FromParallelism { get; init; }

    /// <summary>One that has been handed over and has not come up; this one takes its place when it is handed over itself. Null: there is none.</summary>
    public JobRescale? InPlaceOf { get; set; }

    /// <summary>The job as it is to be; null: it is being planned, or is that by now.</summary>
    public JobSpecification? Plan { get; set; }

    /// <summary>The new master has it.</summary>
    public bool IsStarting { get; set; }

    /// <summary>Since when the new master has waited for slots; null: it does not.</summary>
    public DateTimeOffset? LacksSince { get; set; }

    /// <summary>Why it goes back to where it came from; null: it does not.</summary>
    public string? BackBecause { get; init; }
}
