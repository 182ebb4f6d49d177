using Weir.Actors.Jobs;

namespace Weir.Actors.Slots;

/// <summary>A registered task manager, for those who want to see it.</summary>
internal sealed record TaskManagerStatus(TaskManagerId Id, string Node, int Slots, int UsedSlots, bool IsLeaving);
