using System.Globalization;
using Weir.Actors.Jobs;

namespace Weir.Actors.Coordination;

/// <summary>Says of each subtask that has not acknowledged an expired checkpoint what it was waiting for. The likely cause comes first.</summary>
internal static class ExpiryDiagnosis
{
    private const int Named = 5;

    /// <param name="checkpointId">The checkpoint.</param>
    /// <param name="topology">Names the subtasks.</param>
    /// <param name="missing">Those that have not acknowledged.</param>
    /// <param name="activities">What subtasks said of themselves last.</param>
    public static string Of(
        long checkpointId, JobTopology topology, IReadOnlyList<SubtaskId> missing, IReadOnlyDictionary<SubtaskId, SubtaskActivity> activities)
    {
        var lines = missing
            .Select(subtask => (Subtask: subtask, Activity: activities.GetValueOrDefault(subtask)))
            .OrderBy(line => Rank(line.Activity, checkpointId))
            .ThenByDescending(line => line.Activity?.Busy ?? 0)
            .ThenBy(line => topology.IndexOf(line.Subtask))
            .ToList();
        var text = string.Join("; ", lines.Take(Named).Select(line => Describe(line.Subtask, line.Activity, checkpointId, topology)));
        return lines.Count > Named ? $"{text}; and {lines.Count - Named} more" : text;
    }

    // A barrier is where it is because of whoever has it, or of whoever works through what is in front of it. Who is
    // held back by others, or has nothing to do, only waits.
    private static int Rank(SubtaskActivity? activity, long checkpointId) => activity switch
    {
        null => 0,
        { Snapshot: { Step: not SnapshotStep.Aligning } snapshot } when snapshot.CheckpointId == checkpointId => 0,
        { Backpressured: < 0.5, Idle: < 0.5 } => 1,
        { Backpressured: < 0.5 } => 2,
        _ => 3,
    };

    private static string Describe(SubtaskId subtask, SubtaskActivity? activity, long checkpointId, JobTopology topology)
    {
        var name = topology.NameOf(subtask);
        if (activity is null)
        {
            return $"{name}: nothing has been heard of it";
        }

        var what = activity.Snapshot is { } snapshot && snapshot.CheckpointId == checkpointId
            ? Describe(snapshot, topology)
            : topology.Sources.Contains(subtask) ? "has not come to its trigger" : "barrier not arrived on any channel";
        return string.Create(
            CultureInfo.InvariantCulture, $"{name}: {what} (busy {activity.Busy:P0}, backpressured {activity.Backpressured:P0})");
    }

    private static string Describe(SnapshotProgress snapshot, JobTopology topology)
    {
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{snapshot.For.TotalSeconds:0.#} s");
        return snapshot.Step switch
        {
            SnapshotStep.Aligning => $"aligning for {seconds}, barrier not arrived from "
                + string.Join(", ", snapshot.WaitingFor.Select(topology.NameOf))
                + (snapshot.Waiting > snapshot.WaitingFor.Count ? $" and {snapshot.Waiting - snapshot.WaitingFor.Count} more" : ""),
            SnapshotStep.Synchronous => $"fixing its state for {seconds}",
            _ => $"writing for {seconds}",
        };
    }
}
