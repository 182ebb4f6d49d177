using Akka.Event;
using Weir.Actors.Deployments;
using Weir.Actors.JobManagers;
using Weir.Actors.Messages;
using Weir.Operators.Graph;
using Weir.Operators.Sinks;
using Weir.Operators.Streams;
using Weir.State.Storage;
using Weir.State.Storage.Memory;

namespace Weir.Unit.Actors.JobManagers;

public class JobClaimTests
{
    private readonly InMemoryCheckpointStorage _storage = new();
    private readonly MonotonicClock _clock = new(TimeProvider.System);

    [Fact]
    public async Task A_job_that_was_over_does_not_go_on_from_what_another_has_claimed_since()
    {
        CheckpointLocation savepoint = await SavepointAsync();
        ClaimedJob first = await For("first").BeginAsync(savepoint, isClaimed: false, CancellationToken.None);
        await EndAsync(first);
        ClaimedJob second = await For("second").BeginAsync(savepoint, isClaimed: true, CancellationToken.None);
        (await Should.ThrowAsync<RestoreRefusedException>(For("first").GoOnAsync(CancellationToken.None)))
            .Message.ShouldContain($"'second' ({second.Record.JobId})'s, which has claimed it and is not over");

        // Its process dies: it may be gone on with, whoever else would like to.
        second.Lease.Dispose();
        ClaimedJob again = await For("second").GoOnAsync(CancellationToken.None);
        again.Record.JobId.ShouldBe(second.Record.JobId);
        again.StartFrom.ShouldBe(savepoint);
        await EndAsync(again);
        (await For("first").GoOnAsync(CancellationToken.None)).StartFrom.ShouldBe(savepoint);
    }

    [Fact]
    public async Task A_job_that_goes_on_notes_again_what_it_would_go_back_to()
    {
        CheckpointLocation checkpoint = await _storage.BeginCheckpointAsync("owner", 3, CancellationToken.None);
        await CompleteAsync(checkpoint, CheckpointKind.Checkpoint);

        // The process that began it was killed before it came to noting that.
        var record = new JobRecord("5acbb3666f1d15db239b4b58aeb7c675", "job", _clock.Now, StartFrom: checkpoint.Directory);
        await _storage.RegisterJobAsync(record, CancellationToken.None);
        (await SnapshotUsers.AreThereAsync(_storage, checkpoint, CancellationToken.None)).ShouldBeFalse();
        (await For("job").GoOnAsync(CancellationToken.None)).Record.JobId.ShouldBe(record.JobId);
        (await SnapshotUsers.AreThereAsync(_storage, checkpoint, CancellationToken.None)).ShouldBeTrue();
    }

    private JobClaim For(string name) => new(Graph(name), _storage, _clock, NoLogger.Instance);

    private async Task<CheckpointLocation> SavepointAsync()
    {
        CheckpointLocation savepoint = await _storage.BeginSavepointAsync("owner", 3, "savepoints", _clock.Now, isAutomatic: false, CancellationToken.None);
        await CompleteAsync(savepoint, CheckpointKind.Savepoint);
        return savepoint;
    }

    private Task CompleteAsync(CheckpointLocation location, CheckpointKind kind) => _storage.CompleteAsync(
        location,
        new CheckpointMetadata { JobId = "owner", JobName = "owner", CheckpointId = 3, Timestamp = _clock.Now, Kind = kind, Operators = [] },
        CancellationToken.None);

    private async Task EndAsync(ClaimedJob job)
    {
        await _storage.SetJobPhaseAsync(job.Record.JobId, JobPhase.Cancelled, _clock.Now, CancellationToken.None);
        job.Lease.Dispose();
    }

    private static JobGraph Graph(string name)
    {
        var environment = new StreamEnvironment(name);
        environment.Generate(1, static index => (int)index).SinkTo(new CollectSink<int>());
        return environment.BuildJobGraph(1);
    }
}
