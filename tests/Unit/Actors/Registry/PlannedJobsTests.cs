using Weir.Actors.Coordination;
using Weir.Actors.JobManagers;
using Weir.Actors.JobMasters;
using Weir.State.Storage.Memory;

namespace Weir.Unit.Actors.Registry;

public sealed class PlannedJobsTests
{
    [Fact]
    public void What_a_leader_that_stops_has_not_taken_over_is_given_up()
    {
        var planned = new PlannedJobs();
        var taken = new Lease();
        var left = new Lease();
        var late = new Lease();
        planned.Hold(Job(taken));
        planned.Hold(Job(left));
        planned.Taken(Job(taken));
        planned.Dispose();
        planned.Hold(Job(late));
        (taken.IsDisposed, left.IsDisposed, late.IsDisposed).ShouldBe((false, true, true));
    }

    private static JobSpecification Job(IDisposable lease) => new()
    {
        JobId = "j",
        JobName = "job",
        SubmittedAt = DateTimeOffset.UnixEpoch,
        Graph = null!,
        Checkpointing = new CheckpointingConfiguration(),
        Storage = new InMemoryCheckpointStorage(),
        Blueprint = null!,
        Lease = lease,
    };

    private sealed class Lease : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
