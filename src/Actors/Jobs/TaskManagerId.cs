namespace Weir.Actors.Jobs;

/// <summary>
/// One registration of one task manager. What was agreed under an earlier registration of the same one is void.
/// </summary>
/// <param name="Instance">Made when the task manager was started.</param>
/// <param name="Registration">Counted from 1 by the task manager.</param>
internal readonly record struct TaskManagerId(Guid Instance, int Registration)
{
    public override string ToString() => $"{Instance.ToString("N")[..8]}/{Registration}";
}
