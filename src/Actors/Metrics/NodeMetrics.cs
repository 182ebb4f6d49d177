using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Akka.Actor;

namespace Weir.Actors.Metrics;

/// <summary>
/// The metrics of one node, under Flink's names: of the cluster and its jobs where the leader is, of subtasks where they run. Nothing is
/// computed unless somebody collects.
/// </summary>
internal sealed class NodeMetrics : IExtension, IDisposable
{
    /// <summary>The name of the meter and of the source of activities.</summary>
    public const string Name = "Weir";

    private const string Cluster = "jobmanager.";
    private const string Job = "jobmanager.job.";
    private const string Task = "taskmanager.job.task.";

    private readonly ConcurrentDictionary<JobGauges, byte> _jobs = [];
    private readonly ConcurrentDictionary<SubtaskGauges, byte> _subtasks = [];
    private readonly Histogram<double> _checkpointDuration;
    private volatile LeaderGauges? _leader;

    public NodeMetrics()
    {
        Meter = new Meter(new MeterOptions(Name) { Version = typeof(NodeMetrics).Assembly.GetName().Version?.ToString(3) });
        Activities = new ActivitySource(Name);
        OfLeader("numRunningJobs", "{job}", "Jobs that are not over.", leader => leader.Jobs);
        OfLeader("numRegisteredTaskManagers", "{taskmanager}", "Task managers that are registered with this leader.", leader => leader.TaskManagers);
        OfLeader("taskSlotsTotal", "{slot}", "Slots of all registered task managers.", leader => leader.Slots);
        OfLeader("taskSlotsAvailable", "{slot}", "Slots that no job has.", leader => leader.SlotsAvailable);

        OfJobs("numRestarts", "{restart}", "Restarts after failures since the leader took the job over.", job => job.Status.Restarts);
        OfJobs("uptime", "ms", "Time since the leader took the job over.", job => (long)job.Status.Uptime.TotalMilliseconds);
        OfJobs("totalNumberOfCheckpoints", "{checkpoint}", "Checkpoints that were begun and have ended.", job => job.Status.CheckpointsCompleted + job.Status.CheckpointsFailed);
        OfJobs("numberOfCompletedCheckpoints", "{checkpoint}", "Checkpoints that were completed.", job => job.Status.CheckpointsCompleted);
        OfJobs("numberOfFailedCheckpoints", "{checkpoint}", "Checkpoints that were begun and not completed.", job => job.Status.CheckpointsFailed);
        OfJobs("lastCheckpointDuration", "ms", "From the trigger of the latest checkpoint to its being complete; -1: there is none.", job => job.Status.LastCheckpointId is null ? -1 : (long)job.Status.LastCheckpointDuration.TotalMilliseconds);
        OfJobs("lastCheckpointFullSize", "By", "The state that the latest checkpoint holds, with what earlier ones have written; -1: there is none.", job => job.Status.LastCheckpointId is null ? -1 : job.Status.LastCheckpointStateBytes);
        OfJobs("lastCheckpointSize", "By", "What the latest checkpoint wrote; -1: there is none.", job => job.Status.LastCheckpointId is null ? -1 : job.Status.LastCheckpointBytes);
        OfJobs("lastCompletedCheckpointId", "1", "The id of the latest checkpoint; -1: there is none.", job => job.Status.LastCheckpointId ?? -1);
        OfJobs("numberOfSkippedCheckpoints", "{checkpoint}", "Checkpoints that were to be restored and could not be read.", job => job.SkippedCheckpoints);
        OfJobs("alertsFiring", "{alert}", "Alert rules that hold.", job => job.AlertsFiring);
        OfJobs("lackingSlots", "{slot}", "Slots that the job waits for.", job => job.Status.LackingSlots);

        Meter.CreateObservableCounter(Task + "numRecordsIn", () => OfSubtasks(each => each.Measure(Volatile.Read(ref each.Records.RecordsIn))), "{record}", "Records that the subtask has taken from its inputs.");
        Meter.CreateObservableCounter(Task + "numRecordsOut", () => OfSubtasks(each => each.Measure(Volatile.Read(ref each.Records.RecordsOut))), "{record}", "Records that the subtask has given to its outputs.");
        OfActivity("busyTimeMsPerSecond", "How long of each second the subtask works.", activity => activity.Busy);
        OfActivity("idleTimeMsPerSecond", "How long of each second the subtask has nothing to do.", activity => activity.Idle);
        OfActivity("backPressuredTimeMsPerSecond", "How long of each second the subtask waits for its outputs.", activity => activity.Backpressured);

        Databases = new RocksDbGauges(Meter);
        _checkpointDuration = Meter.CreateHistogram(
            Job + "checkpointDuration",
            "s",
            "From the trigger of a checkpoint to its being complete.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000] });
    }

    /// <summary>All of the node's metrics; another node in the same process has one of its own.</summary>
    public Meter Meter { get; }

    /// <summary>Where checkpoints are traced.</summary>
    public ActivitySource Activities { get; }

    /// <summary>Of the node's databases for state.</summary>
    public RocksDbGauges Databases { get; }

    public static NodeMetrics For(ActorSystem system) => new Provider().Apply(system);

    /// <summary>Null: this node does not lead.</summary>
    public void SetLeader(LeaderGauges? leader) => _leader = leader;

    public void Add(JobGauges job) => _jobs[job] = 0;

    public void Remove(JobGauges job) => _jobs.TryRemove(job, out _);

    public void Add(SubtaskGauges subtask) => _subtasks[subtask] = 0;

    public void Remove(SubtaskGauges subtask) => _subtasks.TryRemove(subtask, out _);

    public void CheckpointCompleted(JobGauges job, TimeSpan duration) => _checkpointDuration.Record(duration.TotalSeconds, job.Tags);

    public void Dispose()
    {
        Meter.Dispose();
        Activities.Dispose();
    }

    private void OfLeader(string name, string unit, string description, Func<LeaderGauges, long> value) => Meter.CreateObservableGauge(
        Cluster + name, () => _leader is { } leader ? [new Measurement<long>(value(leader))] : Array.Empty<Measurement<long>>(), unit, description);

    private void OfJobs(string name, string unit, string description, Func<JobGauges, long> value) => Meter.CreateObservableGauge(
        Job + name, () => _jobs.Keys.Select(job => job.Measure(value(job))), unit, description);

    private void OfActivity(string name, string description, Func<Coordination.SubtaskActivity, double> share) => Meter.CreateObservableGauge(
        Task + name,
        () => _subtasks.Keys.Where(each => each.Activity is not null).Select(each => each.Measure((long)Math.Round(share(each.Activity!) * 1000))),
        "ms",
        description);

    private IEnumerable<Measurement<long>> OfSubtasks(Func<SubtaskGauges, Measurement<long>> measure) => _subtasks.Keys.Select(measure);

    private sealed class Provider : ExtensionIdProvider<NodeMetrics>
    {
        public override NodeMetrics CreateExtension(ExtendedActorSystem system)
        {
            var metrics = new NodeMetrics();
            system.RegisterOnTermination(metrics.Dispose);
            return metrics;
        }
    }
}
