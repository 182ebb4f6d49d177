using Weir.Actors.Jobs;

namespace Weir.Simulation.World;

/// <summary>What is durable: it outlives the process.</summary>
/// <remarks>Operations are atomic here; that they take time, and fail, is the matter of whoever calls them.</remarks>
internal sealed class SimulatedStorage(bool hasManyWriters = false)
{
    private readonly SortedDictionary<long, Location> _locations = [];
    private readonly HashSet<long> _created = [];
    private readonly HashSet<long> _dropped = [];
    private long _highestSetAside;

    /// <summary>The files that checkpoints share.</summary>
    public SortedSet<string> Shared { get; } = new(StringComparer.Ordinal);

    /// <summary>The highest checkpoint that subtasks have been told is complete.</summary>
    public long HighestAnnounced { get; private set; }

    /// <summary>The durable record that the job is over; only then may its latest checkpoint go.</summary>
    public JobOutcome? Outcome { get; set; }

    public IReadOnlyList<long> Locations => [.. _locations.Keys];

    /// <summary>Of what there is still a trace.</summary>
    public long HighestUsed => Math.Max(_highestSetAside, _locations.Keys.LastOrDefault());

    /// <summary>A location is about to be made, by the only one who makes any; the storage may be slow with it.</summary>
    public void CheckNew(long checkpointId)
    {
        if (checkpointId <= HighestUsed)
        {
            throw new Violation($"checkpoint id {checkpointId} is used again; {HighestUsed} was the highest");
        }
    }

    public void Create(long checkpointId)
    {
        // With several leaders, one that stood still may be late with an id that it has taken before the others.
        if (hasManyWriters && !_created.Add(checkpointId))
        {
            throw new Violation($"checkpoint id {checkpointId} is used again; {HighestUsed} was the highest");
        }

        _locations.TryAdd(checkpointId, new Location());
    }

    public void Write(long checkpointId, string name, object content, bool isTorn)
    {
        // Like a folder that is made again by a late writer.
        if (!_locations.TryGetValue(checkpointId, out var location))
        {
            location = new Location();
            _locations.Add(checkpointId, location);
        }

        if (location.Metadata is not null && location.Metadata.Files.Contains(name))
        {
            throw new Violation($"file {name} of the complete checkpoint {checkpointId} is written again");
        }

        location.Files[name] = isTorn ? null : content;
    }

    /// <summary>False: its location is gone, a later leader has swept it away.</summary>
    public bool WriteMetadata(long checkpointId, CheckpointContent content)
    {
        if (!_locations.TryGetValue(checkpointId, out var location))
        {
            if (hasManyWriters)
            {
                return false;
            }

            throw new Violation($"metadata is written for checkpoint {checkpointId}, whose location is gone");
        }

        if (location.Metadata is not null)
        {
            throw new Violation($"the metadata of checkpoint {checkpointId} is written twice");
        }

        location.Metadata = content;
        return true;
    }

    /// <summary>A place and nothing in it: it was made late, for a checkpoint that had been given up.</summary>
    public bool IsEmpty(long checkpointId) => _locations.TryGetValue(checkpointId, out var location) && location is { Metadata: null, Files.Count: 0 };

    public bool HasLocation(long checkpointId) => _locations.ContainsKey(checkpointId);

    public void Announce(long checkpointId, bool isUnchecked)
    {
        if (!isUnchecked && checkpointId > HighestAnnounced && Problem(checkpointId) is { } problem)
        {
            throw new Violation($"checkpoint {checkpointId} is announced as complete, but {problem}");
        }

        HighestAnnounced = Math.Max(HighestAnnounced, checkpointId);
    }

    public IReadOnlyList<long> Complete() => [.. _locations.Where(each => each.Value.Metadata is not null).Select(each => each.Key)];

    /// <summary>Null: whole.</summary>
    public string? Problem(long checkpointId)
    {
        if (!_locations.TryGetValue(checkpointId, out var location))
        {
            return "it is not in the storage";
        }

        if (location.Metadata is null)
        {
            return "it has no metadata";
        }

        var broken = location.Metadata.Files.FirstOrDefault(name => !location.Files.TryGetValue(name, out var content) || content is null);
        var gone = location.Metadata.Shared.FirstOrDefault(name => !Shared.Contains(name));
        return broken is not null ? $"its file {broken} is missing or torn" : gone is not null ? $"its shared file {gone} is missing" : null;
    }

    public CheckpointContent? Metadata(long checkpointId) => _locations.TryGetValue(checkpointId, out var location) ? location.Metadata : null;

    public object? Read(long checkpointId, string name) =>
        _locations.TryGetValue(checkpointId, out var location) ? location.Files.GetValueOrDefault(name) : null;

    /// <summary>A storage of its own with nothing but a copy of this one snapshot.</summary>
    public SimulatedStorage Copy(long checkpointId)
    {
        var original = _locations[checkpointId];
        var copy = new SimulatedStorage();
        var location = new Location { Metadata = original.Metadata };
        foreach (var (name, content) in original.Files)
        {
            location.Files.Add(name, content);
        }

        copy._locations.Add(checkpointId, location);
        copy.Shared.UnionWith(original.Metadata?.Shared ?? []);
        return copy;
    }

    public void DeleteFile(long checkpointId, string name)
    {
        if (!_locations.TryGetValue(checkpointId, out var location))
        {
            return;
        }

        if (location.Metadata?.Files.Contains(name) == true)
        {
            throw new Violation($"file {name} of the complete checkpoint {checkpointId} is deleted on its own");
        }

        location.Files.Remove(name);
    }

    public void Delete(long checkpointId)
    {
        if (Outcome is null && checkpointId == HighestAnnounced && !_dropped.Contains(checkpointId) && !_locations.Any(each => each.Key > checkpointId && Problem(each.Key) is null))
        {
            throw new Violation($"the latest complete checkpoint {checkpointId} is deleted");
        }

        _locations.Remove(checkpointId);
    }

    /// <summary>It does not count any more, and that is durable.</summary>
    public void Drop(long checkpointId) => _dropped.Add(checkpointId);

    /// <summary>The job goes on from elsewhere: none of what is here is needed.</summary>
    public void DropAll()
    {
        _dropped.UnionWith(_locations.Keys);
        HighestAnnounced = 0;
    }

    public void Corrupt(long checkpointId)
    {
        if (Metadata(checkpointId) is { } metadata)
        {
            _locations[checkpointId].Files[metadata.Files.First()] = null;
        }
    }

    public void SetAside(long checkpointId)
    {
        _locations.Remove(checkpointId);
        _highestSetAside = Math.Max(_highestSetAside, checkpointId);
    }

    private sealed class Location
    {
        /// <summary>By name; null: torn.</summary>
        public Dictionary<string, object?> Files { get; } = [];

        public CheckpointContent? Metadata { get; set; }
    }
}

/// <summary>What metadata holds: the file of each subtask, the enumerators' states.</summary>
internal sealed record CheckpointContent(IReadOnlyDictionary<SubtaskId, string> FileOf, object Enumerators)
{
    public IEnumerable<string> Files => FileOf.Values;

    /// <summary>What each subtask names of the files that checkpoints share.</summary>
    public IReadOnlyDictionary<SubtaskId, IReadOnlyList<string>> SharedOf { get; init; } = new Dictionary<SubtaskId, IReadOnlyList<string>>();

    public IEnumerable<string> Shared => SharedOf.Values.SelectMany(names => names);
}
