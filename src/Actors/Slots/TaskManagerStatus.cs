using Weir.Actors.Jobs;

namespace Weir.Actors.Slots;

/// <summary>A registered task manager, for those who want to see it.</summary>
internal sealed record TaskManagerStatus(TaskManagerId Id, string Node, int Slots, int UsedSlots, bool IsLeaving)
{
    /// <summary>The job of each of its slots that is used.</summary>
    public IReadOnlyList<string> JobIds { get; init; } = [];

    /// <summary>When it was heard of last.</summary>
    public DateTimeOffset LastHeardAt { get; init; }

    /// <summary>What it said of itself then.</summary>
    public NodeFigures Figures { get; init; } = NodeFigures.Unknown;
}
