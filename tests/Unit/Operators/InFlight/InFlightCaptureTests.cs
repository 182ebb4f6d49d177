using Weir.Operators.Elements;
using Weir.Operators.InFlight;
using Weir.State.Storage;

namespace Weir.Unit.Operators.InFlight;

/// <summary>What is in flight at a barrier that overtakes is kept up to a limit.</summary>
public class InFlightCaptureTests
{
    private const int Limit = 10_000;

    [Fact]
    public async Task What_is_in_flight_is_complete_when_all_barriers_have_come()
    {
        var capture = Create();
        capture.Append(0, Batch(100), 0, 100);
        capture.Complete.IsCompleted.ShouldBeFalse();
        capture.End(TimeSpan.FromSeconds(1));
        (await capture.Complete).ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task More_than_the_limit_fails_the_checkpoint_and_is_let_go()
    {
        var capture = Create();
        for (var i = 0; i < 100; i++)
        {
            capture.Append(i % 2, Batch(100), 0, 100);
        }

        capture.End(TimeSpan.FromSeconds(1));
        var refused = await Should.ThrowAsync<InvalidOperationException>(() => capture.Complete);
        refused.Message.ShouldContain("in flight to 'slow' in front of the barriers of checkpoint 7, and 10000 at most are stored");
        logs.ShouldAllBe(log => log.Length < Limit + 2_000);
    }

    [Fact]
    public async Task One_that_is_given_up_is_cancelled()
    {
        var capture = Create();
        capture.Discard();
        await Should.ThrowAsync<OperationCanceledException>(() => capture.Complete);
    }

    private readonly List<InFlightLog> logs = [];

    private InFlightCapture Create() => new(
        7,
        "slow",
        slot =>
        {
            logs.Add(new InFlightLog<long>(new InFlightList("keyed", slot), parallelism: 2));
            return logs[^1];
        },
        Limit);

    private static RecordBatch<long> Batch(int count)
    {
        var batch = new RecordBatch<long>(count) { Count = count };
        Enumerable.Range(0, count).Select(n => (long)n).ToArray().CopyTo(batch.Items, 0);
        return batch;
    }
}
