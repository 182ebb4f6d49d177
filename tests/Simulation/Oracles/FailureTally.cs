using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Simulation.World;

namespace Weir.Simulation.Oracles;

/// <summary>
/// Counts failed checkpoints as the documentation has it: which reasons count, each id once, none below the last
/// success, and a success sets it back. One more than tolerated, and the job has to fail; else it must not.
/// </summary>
internal sealed class FailureTally(int tolerable)
{
    private readonly HashSet<long> _counted = [];
    private long _lastSuccess;
    private int _consecutive;

    /// <summary>How often a job had to restart because of it.</summary>
    public int Exceeded { get; private set; }

    /// <param name="effects">All that one event has led to.</param>
    /// <param name="isRunning">Whether all of the job ran before that, and checkpoints could fail it.</param>
    /// <param name="isRunningOn">Whether it still does.</param>
    public void Note(IReadOnlyList<ProtocolEffect> effects, bool isRunning, bool isRunningOn)
    {
        var exceeds = false;
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case ReportCompleted { Location: null } completed:
                    _lastSuccess = Math.Max(_lastSuccess, completed.CheckpointId);
                    _consecutive = 0;
                    break;
                case ReportFailed { CheckpointId: { } id } failed when Counts(failed.Kind, failed.Reason) && id > _lastSuccess && _counted.Add(id):
                    if (++_consecutive > tolerable && tolerable >= 0)
                    {
                        exceeds = true;
                        _consecutive = 0;
                    }

                    break;
            }
        }

        var fails = effects.OfType<RecordFailure>().Any(failure => failure.Failure.Cause.Message.Contains("tolerable-failures", StringComparison.Ordinal));
        if (fails && !exceeds)
        {
            throw new Violation($"the job fails for its checkpoints, and {_consecutive} failures of {tolerable} tolerable ones are known");
        }

        if (exceeds && isRunning && isRunningOn)
        {
            throw new Violation($"more than {tolerable} checkpoints in a row have failed, and the job goes on");
        }

        Exceeded += fails ? 1 : 0;
    }

    private static bool Counts(CheckpointKind kind, CheckpointFailureReason reason) =>
        kind != CheckpointKind.Savepoint
        && reason is CheckpointFailureReason.Io or CheckpointFailureReason.Asynchronous or CheckpointFailureReason.Declined
            or CheckpointFailureReason.Expired or CheckpointFailureReason.Finalize;
}
