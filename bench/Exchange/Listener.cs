using Weir.Actors.Alignment;
using Weir.Actors.Subtasks;
using Weir.Operators.Chains;
using Weir.Operators.Runtime;

namespace Weir.Bench.Exchange;

/// <summary>Gives a subtask its splits, and hears of its end.</summary>
internal sealed class Listener(SubtaskGroup group, int subtask, ISourceEnumerator? enumerator) : ISubtaskListener
{
    private SubtaskControl? _control;
    private bool _wantsSplits;

    public void Started(SubtaskControl control)
    {
        _control = control;
        if (_wantsSplits)
        {
            SplitsNeeded();
        }
    }

    public void SplitsNeeded()
    {
        if (_control is null)
        {
            _wantsSplits = true;
            return;
        }

        SplitAssignment answer;
        lock (enumerator!)
        {
            answer = enumerator.HandleRequest(subtask);
        }

        if (answer.Kind == SplitAssignmentKind.Assigned)
        {
            _control.AddSplits(answer.Splits);
        }
        else
        {
            _control.NoMoreSplits();
        }
    }

    public void DataFinished() => group.OneEnded();

    public void Failed(Exception cause) => group.Fail(cause);

    public void SnapshotTaken(Weir.Operators.Elements.Barrier barrier, ChainSnapshot snapshot, SnapshotTiming timing)
    {
        // No barrier is ever sent.
    }

    public void Declined(long checkpointId, DeclineReason reason, Exception? cause)
    {
        // No barrier is ever sent.
    }

    public void Committed(long checkpointId)
    {
        // No barrier is ever sent.
    }

    public void Peeked(StatePeeked peeked)
    {
        // Nobody looks a key up.
    }
}
