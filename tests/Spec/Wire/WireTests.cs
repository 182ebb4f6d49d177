using System.Collections.Immutable;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Serialization;
using Akka.TestKit.Xunit2;
using Weir.Actors;
using Weir.Actors.Alerts;
using Weir.Actors.Alignment;
using Weir.Actors.Artifacts;
using Weir.Actors.Configuration;
using Weir.Actors.Coordination;
using Weir.Actors.JobManagers;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Actors.Registry;
using Weir.Actors.Slots;
using Weir.Actors.Subtasks;
using Weir.Actors.Wire;
using Weir.Operators.Chains;
using Weir.Operators.Graph;
using Weir.State;
using Weir.State.Keys;
using Weir.State.Storage;

namespace Weir.Spec.Wire;

/// <summary>What crosses nodes arrives as it was sent; nothing else is read.</summary>
public sealed class WireTests : TestKit
{
    private static readonly DateTimeOffset At = new(2026, 2, 3, 4, 5, 6, 7, TimeSpan.Zero);
    private static readonly SubtaskId Subtask = new(2, 3);
    private static readonly Attempt Attempt = new(7);
    private static readonly TaskManagerId Id = new(new Guid("00112233-4455-6677-8899-aabbccddeeff"), 4);
    private static readonly Address Node = new("akka.tcp", "weir", "10.0.0.1", 4101);
    private static readonly FailureCause Cause = new("System.Exception", "it \"failed\"\nat once", "at A\nat B", At, IsPermanent: true);
    private static readonly NodeFigures Figures = new(2, 16L << 30, 1 << 30, 1 << 20, 2 << 20, 3 << 20, 7, TimeSpan.FromMilliseconds(5));
    private readonly WeirSerializer _serializer;

    public WireTests()
        : base(ReferenceConfiguration.Config) => _serializer = new WeirSerializer((ExtendedActorSystem)Sys);

    [Fact]
    public void Every_message_that_crosses_nodes_has_a_codec()
    {
        Type[] messages = [.. typeof(IWireMessage).Assembly.GetTypes().Where(type => typeof(IWireMessage).IsAssignableFrom(type) && type is { IsAbstract: false, IsInterface: false })];
        messages.Length.ShouldBeGreaterThan(40);
        messages.Where(type => WireTypes.Find(type) is null).ShouldBeEmpty();
    }

    [Fact]
    public void Every_message_either_crosses_nodes_or_says_that_it_does_not()
    {
        Type[] records = [.. typeof(IWireMessage).Assembly.GetTypes().Where(type =>
            type.Namespace == "Weir.Actors.Messages"
            && type is { IsNested: false, IsAbstract: false, IsEnum: false, IsValueType: false }
            && type.GetMethod("<Clone>$") is not null)];
        string[] undecided = [.. records
            .Where(type => !typeof(IWireMessage).IsAssignableFrom(type) && !typeof(INoSerializationVerificationNeeded).IsAssignableFrom(type))
            .Select(type => type.Name)
            .Order(StringComparer.Ordinal)];

        // Parts of messages, and what a node makes of one.
        undecided.ShouldBe(["GatewayWelcome", "JobBlueprint", "JobDeployment", "JobShape", "Placement", "SubtaskDeployment", "SubtaskPlace"], ignoreOrder: true);
    }

    [Fact]
    public void Manifests_are_unique()
    {
        WireTypes.All.Select(type => type.Manifest).ShouldBeUnique();
        WireTypes.All.Select(type => type.Type).ShouldBeUnique();
    }

    [Fact]
    public void Each_message_arrives_as_it_was_sent()
    {
        object[] samples = [.. Samples()];
        foreach (object sample in samples)
        {
            object copy = RoundTrip(sample);
            copy.GetType().ShouldBe(sample.GetType());
            Encoding.UTF8.GetString(_serializer.ToBinary(copy)).ShouldBe(Encoding.UTF8.GetString(_serializer.ToBinary(sample)), sample.GetType().Name);
        }

        Type[] missing = [.. typeof(IWireMessage).Assembly.GetTypes()
            .Where(type => typeof(IWireMessage).IsAssignableFrom(type) && type is { IsAbstract: false, IsInterface: false })
            .Except(samples.Select(sample => sample.GetType()))];
        missing.Where(type => type.Namespace is not "Weir.Actors.Artifacts").ShouldBeEmpty();
    }

    [Fact]
    public void State_handles_arrive_with_their_bytes()
    {
        var sent = (DeploySubtask)RoundTrip(Deployment());
        OperatorSubtaskState state = sent.State!.Operators["counter"];
        sent.State.CheckpointId.ShouldBe(12);
        state.Keyed[0].ShouldBe(State().Keyed[0]);
        state.Operator[0].ShouldBe(State().Operator[0]);
        state.Extra["n"].ToArray().ShouldBe([1, 2, 3]);
        sent.Placement.NodeOf(Subtask).ShouldBe(Node);
        sent.Job.Source.ShouldBe(new JobSource.Uploaded(Hash, null));
        sent.Master.ShouldBe(TestActor);
    }

    [Fact]
    public void What_has_no_manifest_is_neither_sent_nor_read()
    {
        Should.Throw<SerializationException>(() => _serializer.ToBinary(new LeaveNode("no"))).Message.ShouldContain(nameof(LeaveNode));
        Should.Throw<SerializationException>(() => _serializer.FromBinary([1], "System.Diagnostics.Process, System")).Message.ShouldContain("another version");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"JobId\":7}")]
    [InlineData("\u0000\u0001")]
    public void Garbage_is_refused_with_the_name_of_the_message(string garbage) =>
        Should.Throw<SerializationException>(() => _serializer.FromBinary(Encoding.UTF8.GetBytes(garbage), "stop-subtask"))
            .Message.ShouldContain("stop-subtask");

    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private IEnumerable<object> Samples()
    {
        var status = new JobStatus { JobId = "j", JobName = "n", State = JobState.Restarting, LackingSlots = 2, RecordsRead = 5, LastCheckpointId = 4, Uptime = TimeSpan.FromMinutes(1.5) };
        var shape = new JobShape([new VertexShape(new VertexId(0), "source → map", 4, true)], [new EdgeShape(new VertexId(0), new VertexId(1))]);
        var failure = new FailureEntry(3, At, [Subtask], Cause, TimeSpan.FromSeconds(1), null, "gives up");
        var recovery = new RecoveryEntry(3, Attempt, 9, [new SkippedCheckpoint(8, "damaged")], TimeSpan.FromSeconds(1), TimeSpan.Zero, TimeSpan.FromTicks(1), TimeSpan.Zero, TimeSpan.Zero);
        var submit = new SubmitJob
        {
            JobName = "words",
            Source = new JobSource.Registered("word-count"),
            Arguments = ["--input", "a b"],
            Parallelism = 4,
            RestoreFrom = RestoreFrom.Path("/tmp/chk-7"),
            Overrides = "weir.checkpointing.interval = 1 s",
            Fingerprint = "a\nb",
            FindsRunning = true,
            Watcher = TestActor,
        };
        yield return submit;
        yield return new JobAccepted("j", status, shape);
        yield return new SubmissionRefused(RefusalKind.WouldLoseState, Cause);
        yield return new ListJobs();
        yield return new ListTaskManagers();
        var alert = new JobAlert("j", "n", AlertRule.CheckpointSilence, At, At.AddMinutes(3), "silence", Cause);
        yield return new RescaleJob("j", 8);
        yield return new RescaleJob("j", null, [new OperatorParallelism("count", 3)]);
        var query = new QueryState("j", "count", "value", "\"weir\"") { From = StateSource.Checkpoint };
        yield return query;
        yield return new StateAnswer(StateSource.Checkpoint, "count", "value", "Value", "text", "int64", "\"weir\"", "5", At) { CheckpointId = 7 };
        yield return new StateRefused(StateRefusal.Busy, "4 look-ups");
        yield return new PeekState(Attempt, query, new byte[] { 1, 2, 3 });
        yield return new RescaleAnswer(RescaleOutcome.Refused, 4, "Job j would need 8 slots");
        yield return new ConfigureJob("j", "weir.checkpointing.interval = 5 s");
        yield return new ConfigureAnswer("no", "x");
        yield return new ListAlerts("j");
        yield return new AlertList([alert]);
        yield return new JobNews.AlertChanged(alert);
        yield return new TaskManagerList([new TaskManagerStatus(new TaskManagerId(Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"), 2), "akka.tcp://weir@h:1#7", 4, 3, IsLeaving: true) { JobIds = ["j"], LastHeardAt = At, Figures = Figures }]);
        yield return new JobList([status]);
        yield return new DescribeJob("j");
        yield return new JobDescription(status, At, shape, [new SubtaskPlace(Subtask, "map (4/4)", SubtaskStatus.Running, Node.ToString())], [7, 8], [failure], Cause);
        yield return new NoSuchJob("j", "none");
        yield return new WatchJob("j", TestActor);
        yield return new UnwatchJob("j", TestActor);
        yield return new CancelJob("j");
        yield return new CancelHeard("j");
        yield return new AskSnapshot(Attempt, 7);
        yield return new TriggerNow("j");
        yield return new CheckpointAnswer(null, "expired", "it took too long");
        yield return WhoLeads.Instance;
        yield return new LeaderIs(3, "weir-1:4711");
        yield return new InjectionAnswer("off");
        yield return new NoteOperation("Savepoint j t", "node-1", "{}");
        yield return new OperationNoted(IsOwn: true);
        yield return new FindOperation("Savepoint j t");
        yield return new OperationState(IsKnown: true, IsSilent: true, "{}");
        yield return new ShutDownCluster();
        yield return new ClusterShutsDown("no cluster");
        yield return new ClusterEnds();
        yield return new TriggerSavepoint("j", "/tmp/savepoints", SavepointFormat.Native, StopMode.Drain);
        yield return new SavepointAnswer(7, "/tmp/savepoints/savepoint-0123ab-1", "", "completed");
        yield return new DisposeSavepoint("/tmp/savepoints/savepoint-0123ab-1");
        yield return new SavepointDisposed("/tmp/savepoints/savepoint-0123ab-1", "in use");
        yield return new JobNews.SavepointCompleted("j", 5, TimeSpan.FromSeconds(1), 1234567890123, "/tmp/s");
        yield return new InjectFailure("j", Subtask, "on purpose");
        yield return status;
        yield return new JobEnded("j", new JobResult(JobOutcome.Failed, Cause, status));
        yield return new JobNews.StateChanged("j", JobState.Created, JobState.Running);
        yield return new JobNews.Deploying("j", 2, null);
        yield return new JobNews.CheckpointCompleted("j", 5, TimeSpan.FromSeconds(1), 1234567890123);
        yield return new JobNews.CheckpointFailed("j", null, "min-pause", "too soon");
        yield return new JobNews.Failed("j", failure, "map (4/4)");
        yield return new JobNews.Recovered("j", recovery);
        yield return new JobNews.OutcomeNotRecorded("j", Cause);
        yield return new JobNews.Skipped("j", [new SkippedCheckpoint(8, "damaged")]);
        yield return new JobNews.WaitingForSlots("j", 2, "waits");
        yield return new JobNews.Relocating("j", "leaves", 8, "completed");
        yield return new JobNews.Relocated("j", recovery);
        yield return new JobNews.Rescaling("j", "from parallelism 2 to 4", 7, "completed");
        yield return new JobNews.Rescaled("j", 2, 4, 7, TimeSpan.FromMilliseconds(300));
        yield return new JobNews.TakenOver("j", 3, Node.ToString(), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1), recovery);
        foreach (object inspection in InspectionSamples.All(status, failure, recovery, Cause))
        {
            yield return inspection;
        }

        yield return new RegisterTaskManager(Id, Node, "life", 4, 3, TimeSpan.FromSeconds(2))
        {
            Figures = Figures,
            FirstEpoch = 2,
            LocalStates = [new LocalState("j", [0, 3]), new LocalState("k", [])],
        };
        yield return new DropLocalState("j");
        yield return new TaskManagerRegistered(4, 3);
        yield return new TaskManagerHeartbeat(Id) { Figures = Figures };
        yield return new HeartbeatHeard(4, 3);
        yield return new RegistrationVoid(4, 3, "silent");
        yield return new TaskManagerLeaves(Id, "shutdown");
        yield return new TaskManagerFails(Id, "a subtask hangs");
        yield return new LeaveHeard(4, 3);
        yield return Deployment();
        yield return new StopSubtask(3, "j", Subtask, Attempt);
        yield return new AskSubtask(3, "j", Subtask, Attempt);
        yield return new SubtaskReported(Subtask, Attempt, SubtaskStatus.Finished);
        yield return new SubtaskFailed(Subtask, Attempt, Cause, 0.25);
        yield return new SubtaskFigures(Subtask, Attempt, long.MaxValue, 0, new SubtaskActivity(0.25, 0.5, Snapshot: null) { Watermark = long.MinValue });
        yield return new SubtaskFigures(
            Subtask, Attempt, 1, 2, new SubtaskActivity(0, 1, new SnapshotProgress(7, SnapshotStep.Aligning, TimeSpan.FromSeconds(3), [Subtask], 4)));
        yield return new SplitsRequested(Subtask, Attempt, 3);
        yield return new SplitsAssigned(Attempt, 4, new byte[] { 1, 2, 255 });
        yield return new NoMoreSplits(Attempt);
        yield return new TriggerCheckpoint(Attempt, 5, 6, 7, "/tmp/s", true);
        yield return new EndSource(Attempt);
        yield return new SnapshotAcknowledged("j", Subtask, Attempt, 5, new SnapshotToken(new SubtaskSnapshot(new Dictionary<string, OperatorSubtaskState> { ["counter"] = State() })), default);
        yield return new SnapshotDeclined("j", Subtask, Attempt, 5, DeclineReason.WriteFailed, Cause);
        yield return new CheckpointCompleted(Attempt, 5, true);
        yield return new CheckpointAborted(Attempt, 5, 4);
        yield return new JobPayload(submit with { Watcher = null, RestoreFrom = RestoreFrom.Nothing }, "/tmp/chk-7");
        var submitted = new SubmittedJob("j", "n", At, [1, 2]);
        yield return new RegistryFact.LeaderClaimed(3, "node", At);
        yield return new RegistryFact.JobSubmitted(submitted);
        yield return new RegistryFact.AttemptTaken("j", 2);
        yield return new RegistryFact.CheckpointIdTaken("j", 5);
        yield return new RegistryFact.CheckpointRecorded("j", 5);
        yield return new RegistryFact.CheckpointDropped("j", 5);
        yield return new RegistryFact.JobStopped("j", new RecordedStop(5, "/tmp/s", true));
        yield return new RegistryFact.JobEnded("j", JobOutcome.Failed, Cause, At);
        yield return new RegistryFact.JobClosed("j");
        yield return new RegistryFact.JobRelaunched("j", At);
        yield return new RegistryFact.JobRescaled("j", 8);
        yield return new RegistryFact.OperatorsRescaled("j", 8, [new OperatorParallelism("count", 3)]);
        yield return new RegistryFact.JobReconfigured("j", "weir.checkpointing.interval = 5 s");
        yield return new RegistrySnapshot(3, [new RegisteredJob(submitted)]);
    }

    private DeploySubtask Deployment() => new(
        3,
        4,
        new JobBlueprint("j", "n", new JobSource.Uploaded(Hash, null), ["x"], null, "print", true, TimeSpan.FromSeconds(1), 1L << 28, "/tmp/s", 1024, 16, HasLocalRecovery: true, Operators: [new OperatorParallelism("count", 3)]),
        Subtask,
        Attempt,
        Placement.Of([Node, Node, new Address("akka.tcp", "weir", "10.0.0.2", 4101), Node]),
        new RestoredSubtaskState(new Dictionary<string, OperatorSubtaskState> { ["counter"] = State() }, CheckpointId: 12),
        new CheckpointLocation("j/chk-5"),
        TestActor);

    private static OperatorSubtaskState State() => new()
    {
        Keyed = [new GroupedStateHandle(StateHandle.OfFile("counter-0", 100, 77), new KeyGroupRange(0, 1), [10, 100])],
        Operator = [new OperatorStateHandle(StateHandle.OfBytes(new byte[] { 9, 8, 7 }), [new OperatorListPart("splits", StateKind.OperatorUnion, 0, [0, 3])])],
        Extra = ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty.Add("n", new byte[] { 1, 2, 3 }),
    };

    private object RoundTrip(object message)
    {
        byte[] bytes = Sys.Serialization.Serialize(message);
        Serializer serializer = Sys.Serialization.FindSerializerFor(message);
        serializer.ShouldBeOfType<WeirSerializer>();
        return Sys.Serialization.Deserialize(bytes, serializer.Identifier, _serializer.Manifest(message));
    }
}
