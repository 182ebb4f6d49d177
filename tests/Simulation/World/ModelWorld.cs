using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Simulation.Oracles;

namespace Weir.Simulation.World;

/// <summary>What the subtasks of a run share, wherever they live: time, chance, input, storage and output.</summary>
internal abstract class ModelWorld
{
    private readonly Dictionary<long, SavepointTarget> _savepoints = [];
    private readonly HashSet<long> _trimmed = [];
    private readonly Lazy<LiveSettingsReader> _reader;
    private readonly SortedDictionary<string, long> _covered = new(StringComparer.Ordinal);

    protected ModelWorld(SimulationOptions options, int traceLines, bool hasManyWriters = false)
        : this(options, traceLines, new SimulatedStorage(hasManyWriters), new SimulatedOutput())
    {
    }

    protected ModelWorld(SimulationOptions options, int traceLines, SimulatedStorage storage, SimulatedOutput output)
    {
        Storage = storage;
        Output = output;
        Options = options;
        Chance = new Chance(options.Seed);
        Trace = new Trace(Scheduler, traceLines);
        Pipelines = options.Pipelines;
        Settings = new SettingsLedger(options.Checkpointing);
        _reader = new Lazy<LiveSettingsReader>(() => new LiveSettingsReader(options.Checkpointing));
    }

    public SimulationOptions Options { get; }

    public Scheduler Scheduler { get; } = new();

    public Chance Chance { get; }

    public Trace Trace { get; }

    public SimulatedStorage Storage { get; }

    /// <summary>Savepoints lie elsewhere than the checkpoints, and nobody sweeps there.</summary>
    public SimulatedStorage Savepoints { get; } = new(hasManyWriters: true);

    public SimulatedOutput Output { get; }

    /// <summary>What the users have changed of the job's settings.</summary>
    public SettingsLedger Settings { get; }

    /// <summary>What of the settings was changed, as it is recorded.</summary>
    public string ChangedSettings { get; set; } = "";

    /// <summary>Checkpoints of which nobody was told whether their metadata was written.</summary>
    public HashSet<long> Unresolved { get; } = [];

    /// <summary>What was counted of each key where the job began; null: it began empty.</summary>
    public IReadOnlyDictionary<(int Pipeline, long Key), long>? Baseline { get; protected init; }

    public LiveSettingsReader SettingsReader => _reader.Value;

    /// <summary>The parallelisms that the job was started with last.</summary>
    public IReadOnlyList<(int Sources, int Counters, int Sinks)> Pipelines { get; set; }

    /// <summary>Nothing can be written now, but deleted.</summary>
    public bool IsFull { get; private set; }

    /// <summary>How many times longer everything takes in the storage now.</summary>
    public double Slowness { get; private set; } = 1;

    /// <summary>How often what has happened; for whoever asks whether a run has seen it at all.</summary>
    public IReadOnlyDictionary<string, long> Covered => new SortedDictionary<string, long>(_covered, StringComparer.Ordinal)
    {
        ["checkpoints"] = CompletedCheckpoints,
        ["restores"] = Restores,
        ["savepoints"] = CompletedSavepoints,
        ["stops"] = Stop is null ? 0 : 1,
        ["records overtaken"] = Overtaken,
        ["subtask crashes"] = SubtaskCrashes,
    };

    /// <summary>The savepoint with which the job was stopped, from when that is durable.</summary>
    public RecordedStop? Stop { get; set; }

    public int CompletedSavepoints { get; set; }

    public JobOutcome? Outcome { get; protected set; }

    public int SubtaskCrashes { get; set; }

    public int CompletedCheckpoints { get; set; }

    public int Restores { get; set; }

    /// <summary>Records that barriers have overtaken.</summary>
    public int Overtaken { get; set; }

    /// <summary>
    /// Whether an older checkpoint than the latest may be restored: only after a corruption. What was committed for the
    /// newer one is then committed again.
    /// </summary>
    public bool MayGoBack { get; protected set; }

    public bool HasFaults => Scheduler.Now < Options.FaultsUntil;

    /// <summary>The record's key: the input is the same in every run, whoever reads it.</summary>
    public long KeyOf(int pipeline, int split, int offset) =>
        (((long)pipeline * 7919 + (long)split * 104_729 + offset) * 2_654_435_761L >> 7 & 0xFFFF) % Options.Keys;

    /// <summary>The highest id of a checkpoint or savepoint of which there is still a trace.</summary>
    public long HighestUsed => Math.Max(Storage.HighestUsed, _savepoints.Keys.DefaultIfEmpty().Max());

    /// <summary>Where a checkpoint or savepoint is.</summary>
    public SimulatedStorage StorageOf(long checkpointId) => _savepoints.ContainsKey(checkpointId) ? Savepoints : Storage;

    /// <summary>Whether subtasks stand still behind its barrier.</summary>
    public bool Suspends(long checkpointId) => _savepoints.TryGetValue(checkpointId, out var target) && target.Stop == StopMode.Suspend;

    /// <summary>The folder of a savepoint is about to be made.</summary>
    /// <returns>Where it is; null for a checkpoint.</returns>
    public string? Locate(long checkpointId, SavepointTarget? savepoint)
    {
        if (savepoint is null)
        {
            return null;
        }

        _savepoints[checkpointId] = savepoint;
        return $"savepoint-{checkpointId}";
    }

    /// <summary>Deletes what an aborted checkpoint or savepoint has written; never a complete savepoint.</summary>
    public void Discard(long checkpointId)
    {
        if (_savepoints.ContainsKey(checkpointId) && Savepoints.Metadata(checkpointId) is not null)
        {
            throw new Violation($"savepoint {checkpointId} is complete, and is discarded");
        }

        StorageOf(checkpointId).Delete(checkpointId);
    }

    /// <summary>What is restored must be what the job was stopped with, once it was.</summary>
    public void CheckRestore(long checkpointId)
    {
        if (Stop is { } stop && stop.CheckpointId != checkpointId)
        {
            throw new Violation($"checkpoint {checkpointId} is restored, and the job was stopped with savepoint {stop.CheckpointId}");
        }
    }

    /// <summary>Whether the job may fail for good.</summary>
    public virtual bool MayFail => false;

    protected SettingsChange AnyChange() =>
        SettingsChange.Draw(Chance, Options.SinkMilliseconds > 0
            ? Options.Checkpointing.Timeout
            : TimeSpan.FromMilliseconds(SimulationOptions.ShortestTimeoutMilliseconds(Options.Checkpointing.TolerableFailures)));

    public void Cover(string what, long times = 1)
    {
        if (times > 0)
        {
            _covered[what] = _covered.GetValueOrDefault(what) + times;
        }
    }

    /// <summary>The storage becomes full or slow now and then, and is again as it was.</summary>
    protected void PlanWeather()
    {
        Weather(Options.Operation.FullMilliseconds, "storage full", isOn => IsFull = isOn);
        Weather(Options.Operation.SlowMilliseconds, "storage slow", isOn => Slowness = isOn ? Options.Operation.Slowness : 1);
    }

    private void Weather(double milliseconds, string what, Action<bool> change)
    {
        if (milliseconds <= 0)
        {
            return;
        }

        Scheduler.After(Chance.Milliseconds(0, 2 * milliseconds), () =>
        {
            if (!HasFaults || Outcome is not null)
            {
                return;
            }

            Trace.Add(() => what);
            Cover(what);
            change(true);
            Scheduler.After(Chance.Milliseconds(0, Options.Operation.WeatherMilliseconds), () =>
            {
                Trace.Add(() => $"{what} no more");
                change(false);
                Weather(milliseconds, what, change);
            });
        });
    }

    /// <summary>What automatic savepoints there are, complete ones, newest first.</summary>
    public IReadOnlyList<long> AutomaticSavepoints =>
        [.. Savepoints.Complete().Where(id => _savepoints[id].IsAutomatic).OrderDescending()];

    /// <summary>Whether it was one, and is deleted.</summary>
    public bool IsTrimmed(long savepoint) => _trimmed.Contains(savepoint);

    /// <summary>Deletes the oldest automatic savepoints, but for so many.</summary>
    public void TrimSavepoints(int keep)
    {
        if (keep != Options.Checkpointing.SavepointsKept)
        {
            throw new Violation($"{keep} automatic savepoints are to be kept; {Options.Checkpointing.SavepointsKept} should be");
        }

        foreach (var id in AutomaticSavepoints.Skip(keep).Where(id => id != Stop?.CheckpointId))
        {
            Cover("automatic savepoints deleted");
            _trimmed.Add(id);
            Savepoints.Delete(id);
        }
    }

    /// <summary>A sink is about to commit what it prepared up to this checkpoint.</summary>
    public abstract void CheckCommit(long checkpointId);
}
