using Weir.Actors.Faults;

namespace Weir.Testing.Faults;

/// <summary>The plan, as one subtask meets it.</summary>
internal sealed class PlannedSubtaskFaults(FaultPlan plan, FaultySubtask subtask, CancellationToken closing) : SubtaskFaults
{
    public override void AtBarrier(long checkpointId) => CrashAt(FaultPoint.Barrier, checkpointId);

    public override void AtCommit(long checkpointId) => CrashAt(FaultPoint.Commit, checkpointId);

    public override void AtRecord(long processed) => CrashAt(FaultPoint.Record, processed);

    public override int Limit(long processed, int count)
    {
        foreach (PlannedFault planned in plan.All())
        {
            if (planned.Point == FaultPoint.Record && planned.From > processed && planned.Concerns(subtask))
            {
                count = (int)Math.Min(count, planned.From - processed);
            }
        }

        return count;
    }

    public override void Acknowledge(long checkpointId, Action send)
    {
        CrashAt(FaultPoint.BeforeAcknowledgement, checkpointId);
        if (Next(FaultPoint.DropAcknowledgement, checkpointId) is not null)
        {
            return;
        }

        if (Next(FaultPoint.DelayAcknowledgement, checkpointId) is { Until: { } until })
        {
            _ = SendLaterAsync(until, send);
            return;
        }

        send();
        if (Next(FaultPoint.DuplicateAcknowledgement, checkpointId) is not null)
        {
            send();
        }

        CrashAt(FaultPoint.AfterAcknowledgement, checkpointId);
    }

    private async Task SendLaterAsync(Func<CancellationToken, Task> until, Action send)
    {
        await until(closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        send();
    }

    private void CrashAt(FaultPoint point, long number)
    {
        if (Next(point, number) is { } planned)
        {
            throw new InjectedFaultException(planned.Fault.Description);
        }
    }

    private PlannedFault? Next(FaultPoint point, long number)
    {
        foreach (PlannedFault planned in plan.All())
        {
            if (planned.Point == point && number >= planned.From && planned.Concerns(subtask) && planned.Fault.TryHappen())
            {
                return planned;
            }
        }

        return null;
    }
}
