namespace Weir.Actors.Slots;

/// <summary>Signatures first.</summary>
internal sealed class TaskManagerMachine(Guid instance, int slots, TimeSpan heartbeatInterval, TimeSpan heartbeatTimeout)
{
    /// <summary>Takes one event. The list of effects is the caller's: it is not touched again.</summary>
    public IReadOnlyList<TaskManagerEffect> Handle(TaskManagerEvent happened, DateTimeOffset now) =>
        throw new InvalidOperationException($"{instance} {slots} {heartbeatInterval} {heartbeatTimeout} {happened} {now}");
}
