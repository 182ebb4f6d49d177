using Weir.Actors.Jobs;

namespace Weir.Actors.Slots;

/// <summary>Signatures first.</summary>
internal sealed class SlotPool(long epoch, PoolConfiguration configuration)
{
    /// <summary>Takes one event. The list of effects is the caller's: it is not touched again.</summary>
    public IReadOnlyList<PoolEffect> Handle(PoolEvent happened, DateTimeOffset now) =>
        throw new InvalidOperationException($"{epoch} {configuration} {happened} {now}");

    /// <summary>Those that are registered, in the order in which they came.</summary>
    public IReadOnlyList<TaskManagerStatus> TaskManagers => [];
}

/// <summary>A registered task manager, for status.</summary>
internal sealed record TaskManagerStatus(TaskManagerId Id, string Node, int Slots, int UsedSlots, bool IsLeaving);
