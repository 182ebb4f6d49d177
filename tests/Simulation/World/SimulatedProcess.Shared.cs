using System.Globalization;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Simulation.Model;

namespace Weir.Simulation.World;

/// <content>Files that checkpoints share: who needs them, as the job master does it.</content>
internal sealed partial class SimulatedProcess
{
    private const int MostNamedAgain = 3;
    private static readonly IReadOnlySet<string> NoFiles = new HashSet<string>();

    private readonly SharedStateRegistry _shared = new();
    private readonly Dictionary<long, long> _bases = [];
    private readonly Dictionary<(SubtaskId Subtask, Attempt Attempt, long CheckpointId), IReadOnlyList<string>> _named = [];

    /// <summary>A subtask names some of what it has named for the base, if it knows that, and writes one file.</summary>
    private IReadOnlyList<string> NameShared(ModelSubtask subtask, long checkpointId)
    {
        if (!_bases.TryGetValue(checkpointId, out var incrementalBase))
        {
            return [];
        }

        var again = _named.TryGetValue((subtask.Id, subtask.Attempt, incrementalBase), out var known) ? known.TakeLast(MostNamedAgain) : [];
        string[] names = [.. again, string.Create(CultureInfo.InvariantCulture, $"{checkpointId}-{subtask.Id}{subtask.Attempt}")];
        _named[(subtask.Id, subtask.Attempt, checkpointId)] = names;
        return names;
    }

    private void BeginShared(TriggerSources trigger)
    {
        if (trigger.Options.IncrementalBase is { } incrementalBase)
        {
            _bases[trigger.CheckpointId] = _shared.Begin(trigger.CheckpointId, incrementalBase);
        }
    }

    private void RestoreShared(DeploySubtasks deploy, CheckpointContent content)
    {
        var from = deploy.RestoreFrom!.Value;
        if (World.StorageOf(from) != Storage)
        {
            return;
        }

        _shared.Retain(from, content.Shared.ToHashSet(StringComparer.Ordinal));
        foreach (var id in deploy.Subtasks.Where(content.SharedOf.ContainsKey))
        {
            _named[(id, deploy.Attempt, from)] = content.SharedOf[id];
        }
    }

    private void DropShared(long checkpointId)
    {
        if (Mutation == Mutation.DeleteWhatOthersShare)
        {
            Storage.Shared.ExceptWith(Storage.Metadata(checkpointId)?.Shared ?? []);
        }

        Storage.Delete(checkpointId);
        Free(_shared.Release(checkpointId, NoFiles));
    }

    private void DiscardShared(long checkpointId, IEnumerable<ISnapshotToken> snapshots) => Free(_shared.Release(checkpointId, NamedBy(snapshots)));

    private static HashSet<string> NamedBy(IEnumerable<ISnapshotToken> snapshots) => [.. snapshots.SelectMany(snapshot => ((SnapshotFile)snapshot).Shared)];

    private void SweepShared(long below)
    {
        Free(_shared.Rebuild(
            below,
            Storage.Complete().ToDictionary(id => id, id => (IReadOnlySet<string>)Storage.Metadata(id)!.Shared.ToHashSet(StringComparer.Ordinal)),
            NoFiles));
        Free([.. Storage.Shared.Where(name => long.Parse(name.AsSpan(0, name.IndexOf('-')), CultureInfo.InvariantCulture) < below && !_shared.IsHeld(name))]);
    }

    private void Free(IReadOnlyList<string> names) => Storage.Shared.ExceptWith(names);
}
