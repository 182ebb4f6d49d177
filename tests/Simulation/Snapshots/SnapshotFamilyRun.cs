using Akka.Event;
using Weir.Actors.Coordination;
using Weir.Actors.Deployments;
using Weir.Actors.JobManagers;
using Weir.Actors.JobMasters;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Operators.Graph;
using Weir.Operators.Sinks;
using Weir.Operators.Streams;
using Weir.Simulation.World;
using Weir.State.Storage;
using Weir.State.Storage.Memory;
using CheckpointKind = Weir.State.Storage.CheckpointKind;
using CheckpointRetention = Weir.Actors.Coordination.CheckpointRetention;

namespace Weir.Simulation.Snapshots;

/// <summary>
/// Jobs that start from each other's checkpoints and savepoints, claim them, go on, are killed at any call of the storage,
/// and end: the product's own steps over a storage in memory, one job's step at a time, in an order that the seed gives.
/// What a job would go back to has to be there all the time, and what belongs to nobody else goes.
/// </summary>
internal sealed partial class SnapshotFamilyRun
{
    private const int Steps = 60;
    private const int SavepointsKept = 2;
    private static readonly string[] Names = ["a", "b", "c"];
    private static readonly Dictionary<string, JobGraph> Graphs = Names.ToDictionary(name => name, BuildGraph);
    private readonly Chance _chance;
    private readonly InMemoryCheckpointStorage _storage = new();
    private readonly SteppingTime _time = new();
    private readonly MonotonicClock _clock;
    private readonly List<FamilyJob> _jobs = [];
    private readonly List<Savepoint> _savepoints = [];
    private readonly Dictionary<CheckpointStorageSteps, ICheckpointStorage> _storages = [];
    private readonly List<string> _story = [];
    private readonly bool _kills;
    private readonly SortedDictionary<string, long> _covered = new(StringComparer.Ordinal);

    public SnapshotFamilyRun(int seed)
    {
        _chance = new Chance((seed * 71) + 13);
        _clock = new MonotonicClock(_time);
        _kills = _chance.Happens(0.5);
    }

    public IReadOnlyDictionary<string, long> Covered => _covered;

    public string Story => string.Join(Environment.NewLine, _story);

    public void Run()
    {
        for (var step = 0; step < Steps; step++)
        {
            _time.Advance();
            TakeStep();
            CheckNeeded();
            CheckSavepoints();
        }
    }

    private void TakeStep()
    {
        var running = _jobs.Where(job => job.IsRunning).ToList();
        var dead = _jobs.Where(job => !job.IsRunning && !job.IsOver && !job.IsPhantom).ToList();
        switch (_chance.Between(0, 16))
        {
            case 0 or 1 when _jobs.Count < 12: Begin(startFrom: null, isClaimed: false); break;
            case 2 or 3 or 4 when AnySnapshot() is { } start: Begin(start, _chance.Happens(0.5)); break;
            case 5: GoOn(Names[_chance.Between(0, Names.Length)]); break;
            case 6 or 7 when dead.Count > 0: Resume(Any(dead)); break;
            case 8 when running.Count > 0: Die(Any(running), "is killed"); break;
            case 9 when running.Count > 0: End(Any(running)); break;
            case 10 or 11 when running.Count > 0: TakeSavepoint(Any(running), _chance.Happens(0.6)); break;
            default:
                if (running.Count > 0)
                {
                    TakeCheckpoint(Any(running));
                }

                break;
        }
    }

    // ---- what users do

    private void Begin(string? startFrom, bool isClaimed)
    {
        var name = Names[_chance.Between(0, Names.Length)];
        var must = startFrom is null ? null : RefusalOf(startFrom, isClaimed);
        var (storage, killer) = Process();
        try
        {
            var claimed = Wait(new JobClaim(Graphs[name], storage, _clock, NoLogger.Instance)
                .BeginAsync(startFrom is null ? null : storage.Locate(startFrom), isClaimed, CancellationToken.None));
            Tell($"{name}/{claimed.Record.JobId[..6]} begins{(startFrom is null ? "" : $" from {startFrom}{(isClaimed ? ", claimed" : "")}")}");
            if (must is { IsCertain: true })
            {
                throw new Violation($"a job may start from {startFrom}{(isClaimed ? " and claim it" : "")}, although {must.Value.Reason}");
            }

            Cover(startFrom is null ? "begun" : isClaimed ? "begun with a claim" : "begun without a claim");
            Add(claimed, storage, []);
        }
        catch (RestoreRefusedException refusal)
        {
            Tell($"{name} is refused to start from {startFrom}: {refusal.Message}");
            Cover("refused");
            if (must is null)
            {
                throw new Violation($"a job may not start from {startFrom}{(isClaimed ? " and claim it" : "")}, and nobody needs it: {refusal.Message}");
            }
        }
        catch (ProcessKilledException)
        {
            FindPhantom(name, startFrom, isClaimed);
        }

        if (killer.IsKilled)
        {
            Cover("killed at the start");
        }
    }

    // As the documentation has it. Not certain: it is about a job whose end is recorded, and not yet in the storage.
    private (string Reason, bool IsCertain)? RefusalOf(string snapshot, bool isClaimed)
    {
        var others = _jobs.Where(job => !job.IsOver).ToList();
        var owner = others.Where(job => job.StartFrom == snapshot && job.IsStartClaimed).ToList();
        var users = others.Where(job => job.StartFrom == snapshot && (job.IsStartClaimed || !job.HasCompleted)).ToList();
        var taker = others.Where(job => snapshot.StartsWith($"{job.Id}/", StringComparison.Ordinal)).ToList();
        List<FamilyJob> against = [.. owner, .. isClaimed ? users : [], .. isClaimed ? taker : []];
        return against.Count == 0 ? null : ($"{against[0]} needs it", against.Exists(job => job.Outcome is null));
    }

    private void GoOn(string name)
    {
        var (storage, _) = Process();
        var former = _jobs.LastOrDefault(job => job.Name == name && !job.IsPhantom);
        try
        {
            var claimed = Wait(new JobClaim(Graphs[name], storage, _clock, NoLogger.Instance).GoOnAsync(CancellationToken.None));
            var own = Wait(_storage.ListCheckpointsAsync(claimed.Record.JobId, CancellationToken.None)).Select(each => each.CheckpointId).ToList();
            Tell($"{name} goes on as {claimed.Record.JobId[..6]}{(claimed.IsNew ? $", a new job from {claimed.StartFrom}" : $" with {string.Join(", ", own)}")}");
            Cover(claimed.IsNew ? "gone on with from a savepoint" : "gone on with");
            if (claimed is { IsNew: true, StartFrom: null } && former is not null)
            {
                throw new Violation($"{name} is to go on, and begins empty");
            }

            if (claimed.IsNew && former is not null)
            {
                former.IsOver = true;
            }

            Add(claimed, storage, own);
        }
        catch (Exception refusal) when (refusal is RestoreRefusedException or JobAlreadyFinishedException or StorageException)
        {
            Tell($"{name} does not go on: {refusal.Message}");
            Cover("not gone on with");
        }
        catch (ProcessKilledException)
        {
            FindPhantom(name, startFrom: null, isClaimed: false);
        }
    }

    private void Add(ClaimedJob claimed, ICheckpointStorage storage, IReadOnlyList<long> own)
    {
        var record = claimed.Record;
        var known = _jobs.Find(job => job.Id == record.JobId);
        var job = known is { IsPhantom: false } ? known : New(record, isPhantom: false);
        if (!ReferenceEquals(known, job))
        {
            _jobs.RemoveAll(each => each.Id == record.JobId);
            _jobs.Add(job);
        }

        job.IsOver = false;
        job.Outcome = null;
        job.Lease = claimed.Lease;
        job.Recorded.Clear();
        job.Recorded.UnionWith(own);
        job.HasCompleted |= own.Count > 0;
        job.HighestId = Math.Max(job.HighestId, Wait(_storage.HighestCheckpointIdAsync(job.Id, CancellationToken.None)));
        if (own.Count == 0 && claimed.StartFrom is { } start)
        {
            job.HighestId = Math.Max(job.HighestId, Wait(_storage.ReadMetadataAsync(start, CancellationToken.None)).CheckpointId);
        }

        Restore(job, storage);
    }

    private FamilyJob New(JobRecord record, bool isPhantom) => new(
        record.JobId, record.Name, record.StartFrom, record.IsStartClaimed, _chance.Between(1, 4),
        _chance.Pick(CheckpointRetention.DeleteOnCancellation, CheckpointRetention.RetainOnCancellation, CheckpointRetention.NoExternalized))
    {
        IsPhantom = isPhantom,
    };

    // It is in the storage, and nobody knows of it; whoever looks there takes it for a job that is not over.
    private void FindPhantom(string name, string? startFrom, bool isClaimed)
    {
        foreach (var record in Wait(_storage.ListJobsAsync(CancellationToken.None)).Jobs.Where(record => _jobs.TrueForAll(job => job.Id != record.JobId)))
        {
            Tell($"{name}/{record.JobId[..6]} was about to begin{(startFrom is null ? "" : $" from {startFrom}{(isClaimed ? ", claimed" : "")}")}, and its process is gone");
            _jobs.Add(New(record, isPhantom: true));
        }
    }

    // ---- what must hold

    private void CheckNeeded()
    {
        foreach (var job in _jobs.Where(job => job is { IsUnfinished: true, IsPhantom: false }))
        {
            var needed = job.Recorded.Count > 0 ? _storage.LocationOf(job.Id, job.Recorded.Max).Directory : job.StartFrom;
            if (needed is not null && !Exists(needed))
            {
                throw new Violation($"{job} would go back to {needed}, and it is not there");
            }
        }
    }

    private void CheckSavepoints()
    {
        foreach (var savepoint in _savepoints.Where(each => !Exists(each.Directory)))
        {
            var isClaimed = _jobs.Exists(job => job.IsStartClaimed && job.StartFrom == savepoint.Directory);
            var newer = _savepoints.Count(each => each.IsAutomatic && each.JobId == savepoint.JobId && each.Id > savepoint.Id);
            if (!isClaimed && (!savepoint.IsAutomatic || newer < SavepointsKept))
            {
                throw new Violation($"{savepoint} is gone, and nobody had claimed it");
            }
        }
    }

    // ---- how

    private bool Exists(string directory) => Wait(_storage.VerifyAsync(new CheckpointLocation(directory), CancellationToken.None)) is null;

    private string? AnySnapshot()
    {
        var all = _savepoints.Select(each => each.Directory)
            .Concat(_jobs.SelectMany(job => job.Recorded.Select(id => _storage.LocationOf(job.Id, id).Directory)))
            .Where(Exists).ToList();
        return all.Count == 0 ? null : all[_chance.Between(0, all.Count)];
    }

    private (ICheckpointStorage Storage, KillableStorage Killer) Process()
    {
        var process = KillableStorage.For(_storage);
        if (_kills && _chance.Happens(0.3))
        {
            process.Killer.KillAfter(_chance.Between(0, 25));
        }

        return process;
    }

    private ICheckpointStorage StorageOf(FamilyJob job) => _storages[job.Steps!];

    private CheckpointStorageSteps StepsOf(FamilyJob job, ICheckpointStorage storage)
    {
        var steps = new CheckpointStorageSteps(
            new JobSpecification
            {
                JobId = job.Id,
                JobName = job.Name,
                SubmittedAt = _clock.Now,
                Graph = Graphs[job.Name],
                Checkpointing = new CheckpointingConfiguration(),
                Storage = storage,
                Blueprint = null!,
                Lease = job.Lease!,
                StartFrom = job.StartFrom is { } start ? new CheckpointLocation(start) : null,
                IsStartClaimed = job.IsStartClaimed,
            },
            _clock,
            CancellationToken.None);
        _storages[steps] = storage;
        return steps;
    }

    private CheckpointMetadata Metadata(FamilyJob job, long id, CheckpointKind kind) => new()
    {
        JobId = job.Id,
        JobName = job.Name,
        CheckpointId = id,
        Timestamp = _clock.Now,
        Kind = kind,
        Operators = [],
    };

    private static bool IsKill(FailureCause cause) => cause.Type.EndsWith(nameof(ProcessKilledException), StringComparison.Ordinal);

    private T Any<T>(IReadOnlyList<T> choices) => choices[_chance.Between(0, choices.Count)];

    private void Tell(string line) => _story.Add(line);

    private void Cover(string what) => _covered[what] = _covered.GetValueOrDefault(what) + 1;

    // The storage in memory answers at once.
    private static T Wait<T>(Task<T> task) => task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("A storage in memory has not answered at once.");

    private static void Wait(Task task)
    {
        if (!task.IsCompleted)
        {
            throw new InvalidOperationException("A storage in memory has not answered at once.");
        }

        task.GetAwaiter().GetResult();
    }

    private static JobGraph BuildGraph(string name)
    {
        var environment = new StreamEnvironment(name);
        environment.Generate(1, static index => (int)index).SinkTo(new CollectSink<int>());
        return environment.BuildJobGraph(1);
    }

    private sealed record Savepoint(string JobId, long Id, string Directory, bool IsAutomatic);
}
