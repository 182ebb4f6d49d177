using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Weir.Actors.Artifacts;
using Weir.Actors.Configuration;
using Weir.Actors.Coordination;
using Weir.Actors.Deployments;
using Weir.Actors.Faults;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Actors.TaskManagers;
using Weir.Operators.Runtime;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;
using Weir.State.RocksDb;
using Weir.State.Storage.Local;

namespace Weir.Spec.TaskManagers;

/// <summary>A task manager, with a probe as job manager and another as job master.</summary>
public sealed class TaskManagerTests : TestKit
{
    private static readonly Address Here = new("akka", "weir");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly RegisteredJobs _registered = new();
    private readonly TestProbe _leader;
    private readonly TestProbe _master;
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _release = new();
    private readonly CheckpointStorages _storages;
    private readonly string _local = Path.Combine(Path.GetTempPath(), $"weir-local-{Guid.NewGuid():N}");
    private readonly LocalStates _states;
    private readonly RocksDbNode _databases;
    private IActorRef _manager;

    public TaskManagerTests()
        : base(ReferenceConfiguration.Config)
    {
        _states = new LocalStates(_local, _ => { });
        _databases = new RocksDbNode(new RocksDbSettings(_local), _ => { });
        _storages = new CheckpointStorages(FaultPoints.For(Sys));
        _registered.Add("numbers", () => new Numbers());
        _leader = CreateTestProbe("leader");
        _master = CreateTestProbe("master");
        _registered.Add("stuck", () => new Stuck(_entered, _release));
        _manager = Start(endNode: null);
    }

    private IActorRef Start(Action? endNode)
    {
        var jobs = new NodeJobs(new JobGraphs(new JobCode(_registered, cache: null)), _storages, _states, _databases, exchange: null);
        return Sys.ActorOf(TaskManagerActor.Props(
            new NodeIdentity(Here, "node#1"),
            new TaskManagerSettings(4, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), StopTimeout: TimeSpan.FromSeconds(2)),
            jobs,
            _leader,
            new MonotonicClock(TimeProvider.System),
            endNode));
    }

    protected override void Dispose(bool disposing)
    {
        _release.Set();
        base.Dispose(disposing);
        _release.Dispose();
        _states.Dispose();
        _databases.Dispose();
    }

    [Fact]
    public void Registers_until_it_is_answered()
    {
        RegisterTaskManager first = _leader.ExpectMsg<RegisterTaskManager>(Patience);
        first.Slots.ShouldBe(4);
        first.NodeLife.ShouldBe("node#1");
        _leader.ExpectMsg<RegisterTaskManager>(Patience).Id.ShouldBe(first.Id);
        _leader.Send(_manager, new TaskManagerRegistered(first.Id.Registration, Epoch: 1));
        _leader.FishForMessage(message => message is TaskManagerHeartbeat, Patience);
    }

    [Fact]
    public void Speaks_for_a_subtask_whose_actor_could_not_even_be_made()
    {
        int registration = Register(epoch: 1);

        // The graph has no such vertex.
        Deploy(epoch: 1, registration, new SubtaskId(7, 0), FingerprintOfNumbers());
        SubtaskFailed failed = Expect<SubtaskFailed>();
        failed.Subtask.ShouldBe(new SubtaskId(7, 0));
        failed.Cause.Type.ShouldBe("SubtaskActorDied");
    }

    [Fact]
    public void Refuses_another_build_of_a_job_and_names_the_operator()
    {
        int registration = Register(epoch: 1);
        Deploy(epoch: 1, registration, new SubtaskId(0, 0), FingerprintOfNumbers().Replace("evens", "odds", StringComparison.Ordinal));
        SubtaskFailed failed = Expect<SubtaskFailed>();
        failed.Cause.Type.ShouldBe("DifferentJob");
        failed.Cause.IsPermanent.ShouldBeTrue();
        failed.Cause.Message.ShouldContain("odds");
    }

    [Fact]
    public void Says_what_job_it_does_not_know_yet_and_takes_it_once_it_is_registered()
    {
        int registration = Register(epoch: 1);
        Deploy(epoch: 1, registration, new SubtaskId(0, 0), FingerprintOfNumbers(), job: "letters");
        SubtaskFailed failed = Expect<SubtaskFailed>();
        failed.Cause.Message.ShouldContain("'letters'");
        failed.Cause.IsPermanent.ShouldBeFalse();
        _registered.Add("letters", () => new Numbers());
        Deploy(epoch: 1, registration, new SubtaskId(0, 0), FingerprintOfNumbers(), job: "letters");
        Expect<SubtaskReported>(reported => reported.Status == SubtaskStatus.Running);
    }

    [Fact]
    public void A_job_whose_code_is_not_to_be_had_here_is_not_tried_again()
    {
        int registration = Register(epoch: 1);
        Deploy(epoch: 1, registration, new SubtaskId(0, 0), "", job: "uploaded", new JobSource.Uploaded(new string('a', 64), null));
        Expect<SubtaskFailed>().Cause.IsPermanent.ShouldBeTrue();
    }

    [Fact]
    public void Refuses_a_leader_that_is_over()
    {
        int registration = Register(epoch: 5);
        Deploy(epoch: 4, registration, new SubtaskId(0, 0), FingerprintOfNumbers());
        Expect<SubtaskFailed>().Cause.Message.ShouldContain("epoch 4");
    }

    [Fact]
    public void Told_that_its_registration_is_void_it_stops_everything_before_it_registers_anew()
    {
        int registration = Register(epoch: 1);
        Deploy(epoch: 1, registration, new SubtaskId(0, 0), FingerprintOfNumbers());
        _master.FishForMessage(message => message is SubtaskReported { Status: SubtaskStatus.Running }, Patience);
        _leader.Send(_manager, new RegistrationVoid(registration, Epoch: 1, "it was silent"));
        Expect<SubtaskReported>(reported => reported.Status == SubtaskStatus.Stopped);
        var anew = (RegisterTaskManager)_leader.FishForMessage(message => message is RegisterTaskManager again && again.Id.Registration > registration, Patience);
        anew.HighestEpoch.ShouldBe(1);
        Deploy(epoch: 1, registration, new SubtaskId(0, 0), FingerprintOfNumbers());
        Expect<SubtaskFailed>().Cause.Message.ShouldContain("void");
    }

    [Fact]
    public void Stops_what_an_earlier_leader_deployed_when_it_hears_of_a_later_one()
    {
        int registration = Register(epoch: 1);
        Deploy(epoch: 1, registration, new SubtaskId(0, 0), FingerprintOfNumbers());
        _master.FishForMessage(message => message is SubtaskReported { Status: SubtaskStatus.Running }, Patience);
        _leader.Send(_manager, new HeartbeatHeard(registration, Epoch: 2));
        Expect<SubtaskReported>(reported => reported.Status == SubtaskStatus.Stopped);
        ((RegisterTaskManager)_leader.FishForMessage(message => message is RegisterTaskManager again && again.Id.Registration > registration, Patience))
            .HighestEpoch.ShouldBe(2);
    }

    [Fact]
    public void Stops_the_subtasks_of_a_master_that_is_gone()
    {
        int registration = Register(epoch: 1);
        Deploy(epoch: 1, registration, new SubtaskId(0, 0), FingerprintOfNumbers());
        _master.FishForMessage(message => message is SubtaskReported { Status: SubtaskStatus.Running }, Patience);
        TestProbe other = CreateTestProbe();
        Sys.Stop(_master);
        AwaitAssert(
            () =>
            {
                other.Send(_manager, new AskSubtask(1, JobId, new SubtaskId(0, 0), new Attempt(1)));
                other.ExpectMsg<SubtaskReported>(TimeSpan.FromMilliseconds(500)).Status.ShouldBe(SubtaskStatus.Stopped);
            },
            Patience);
    }

    [Fact]
    public async Task Gives_up_a_subtask_that_does_not_stop_and_says_which()
    {
        int registration = Register(epoch: 1);
        Deploy(epoch: 1, registration, new SubtaskId(0, 0), FingerprintOf(new Stuck(_entered, _release)), job: "stuck");
        await RunIntoAsync(new Stuck(_entered, _release));
        _master.Send(_manager, new StopSubtask(1, JobId, new SubtaskId(0, 0), new Attempt(1)));
        FailureCause cause = Expect<SubtaskFailed>().Cause;
        cause.Type.ShouldBe("SubtaskHangs");
        cause.Message.ShouldContain("Subtask GeneratorSource -> Where -> CollectSink (1/1), attempt 1, of job 'stuck'");
        cause.Message.ShouldContain("weir.task-manager.stop-timeout");
        cause.IsPermanent.ShouldBeFalse();

        // When it ends after all nobody hears of it.
        _release.Set();
        _master.Send(_manager, new StopSubtask(1, JobId, new SubtaskId(0, 0), new Attempt(1)));
        Expect<SubtaskReported>(reported => reported.Status == SubtaskStatus.Stopped);
        _master.ReceiveWhile<object>(message => message, TimeSpan.FromMilliseconds(500)).OfType<JobEvent>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Ends_its_node_when_a_subtask_does_not_stop()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Sys.Stop(_manager);
        _manager = Start(ended.SetResult);
        var register = (RegisterTaskManager)_leader.FishForMessage(message => _leader.LastSender.Equals(_manager), Patience);
        _leader.Send(_manager, new TaskManagerRegistered(register.Id.Registration, 1));
        Deploy(epoch: 1, register.Id.Registration, new SubtaskId(0, 0), FingerprintOf(new Stuck(_entered, _release)), job: "stuck");
        await RunIntoAsync(new Stuck(_entered, _release));
        _master.Send(_manager, new StopSubtask(1, JobId, new SubtaskId(0, 0), new Attempt(1)));
        ((TaskManagerFails)_leader.FishForMessage(message => message is TaskManagerFails, Patience)).Id.ShouldBe(register.Id);
        await ended.Task.WaitAsync(Patience);
    }

    [Fact]
    public void Answers_for_a_subtask_that_is_not_there()
    {
        Register(epoch: 1);
        _master.Send(_manager, new StopSubtask(1, JobId, new SubtaskId(0, 0), new Attempt(3)));
        _master.ExpectMsg<SubtaskReported>(Patience).ShouldBe(new SubtaskReported(new SubtaskId(0, 0), new Attempt(3), SubtaskStatus.Stopped));
    }

    private const string JobId = "0123456789abcdef0123456789abcdef";

    private int Register(long epoch)
    {
        RegisterTaskManager register = _leader.ExpectMsg<RegisterTaskManager>(Patience);
        _leader.Send(_manager, new TaskManagerRegistered(register.Id.Registration, epoch));
        return register.Id.Registration;
    }

    private void Deploy(long epoch, int registration, SubtaskId subtask, string fingerprint, string job = "numbers", JobSource? source = null)
    {
        var blueprint = new JobBlueprint(JobId, job, source ?? new JobSource.Registered(job), [], null, fingerprint, true, null, 1024 * 1024, null, 1024, 16);
        _leader.Send(_manager, new DeploySubtask(
            epoch, registration, blueprint, subtask, new Attempt(1), Placement.Of([Here]), State: null, StateLocation: null, _master));
    }

    [Fact]
    public async Task A_subtask_answers_a_trigger_that_comes_again_once_more_and_takes_no_second_snapshot()
    {
        int registration = Register(epoch: 1);
        Deploy(epoch: 1, registration, new SubtaskId(0, 0), FingerprintOfNumbers());
        Expect<SubtaskReported>(reported => reported.Status == SubtaskStatus.Running);
        IActorRef subtask = _master.LastSender;
        await _storages.Open(directory: null, 1024).BeginCheckpointAsync(JobId, 7, CancellationToken.None);
        var trigger = new TriggerCheckpoint(new Attempt(1), 7, TimestampMs: 0, Assignments: 0);
        _master.Send(subtask, trigger);
        _master.Send(subtask, trigger);
        var acknowledged = Expect<SnapshotAcknowledged>();
        _master.Send(subtask, new AskSnapshot(new Attempt(1), 7));
        Expect<SnapshotAcknowledged>().ShouldBeSameAs(acknowledged);
        _master.Send(subtask, trigger);
        Expect<SnapshotAcknowledged>().ShouldBeSameAs(acknowledged);

        // Nobody waits for it any more.
        _master.Send(subtask, new CheckpointCompleted(new Attempt(1), 7, IsFinal: false));
        _master.Send(subtask, new AskSnapshot(new Attempt(1), 7));

        // A trigger that was lost comes after splits that do not belong to it.
        _master.Send(subtask, new SplitsAssigned(new Attempt(1), 1, await SplitsOfAsync(new Numbers())));
        _master.Send(subtask, trigger with { CheckpointId = 8 });
        Expect<SnapshotDeclined>().CheckpointId.ShouldBe(8);
        _master.ReceiveWhile<object>(message => message, TimeSpan.FromMilliseconds(300)).OfType<SnapshotAcknowledged>().ShouldBeEmpty();
    }

    /// <summary>Hands out splits, as a job master does, until the job has come to where it hangs.</summary>
    private async Task RunIntoAsync(Stuck job)
    {
        _master.FishForMessage(message => message is SplitsRequested, Patience);
        _master.Reply(new SplitsAssigned(new Attempt(1), 1, await SplitsOfAsync(job)));
        await _entered.Task.WaitAsync(Patience);
    }

    private static async Task<ReadOnlyMemory<byte>> SplitsOfAsync(IStreamJob job)
    {
        var environment = new StreamEnvironment("splits");
        job.Define(environment);
        await using ISourceEnumerator enumerator = environment.BuildJobGraph(null).Vertices[0].CreateEnumerator()!;
        await enumerator.StartAsync(null, CancellationToken.None);
        return enumerator.HandleRequest(0).Splits;
    }

    private T Expect<T>(Func<T, bool>? isWanted = null) =>
        (T)_master.FishForMessage(message => message is T wanted && (isWanted is null || isWanted(wanted)), Patience);

    private static string FingerprintOfNumbers() => FingerprintOf(new Numbers());

    private static string FingerprintOf(IStreamJob job)
    {
        var environment = new StreamEnvironment(job is Numbers ? "numbers" : "stuck");
        job.Define(environment);
        return environment.BuildJobGraph(null).Fingerprint;
    }

    /// <summary>A job that does not return, until it is released.</summary>
    private sealed class Stuck(TaskCompletionSource entered, ManualResetEventSlim release) : IStreamJob
    {
        public void Define(StreamEnvironment environment) => environment
            .FromSource(new GeneratorSource<long>(null, n => n, recordsPerSecond: 100)).WithUid("all")
            .Where(_ =>
            {
                entered.TrySetResult();
                release.Wait();
                return true;
            }).WithUid("sticky")
            .SinkTo(new CollectSink<long>()).WithUid("results");
    }

    private sealed class Numbers : IStreamJob
    {
        public void Define(StreamEnvironment environment) => environment
            .FromSource(new GeneratorSource<long>(null, n => n, recordsPerSecond: 100)).WithUid("all")
            .Where(n => n % 2 == 0).WithUid("evens")
            .SinkTo(new CollectSink<long>()).WithUid("results");
    }
}
