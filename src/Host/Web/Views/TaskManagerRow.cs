using Weir.Actors.Slots;
using Weir.Host.Rest.Paths;

namespace Weir.Host.Web.Views;

/// <summary>A task manager in a line.</summary>
/// <param name="Id">As REST has it.</param>
/// <param name="Node">The address of its node.</param>
/// <param name="Free">Slots that a job could be given.</param>
public sealed record TaskManagerRow(string Id, string Node, int Slots, int Free, bool IsLeaving)
{
    internal static TaskManagerRow Of(TaskManagerStatus taskManager) => new(
        TaskManagerPages.Id(taskManager),
        TaskManagerPages.Address(taskManager),
        taskManager.Slots,
        taskManager.IsLeaving ? 0 : taskManager.Slots - taskManager.UsedSlots,
        taskManager.IsLeaving);
}
