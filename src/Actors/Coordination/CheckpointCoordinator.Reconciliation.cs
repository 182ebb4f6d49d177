using Weir.Actors.Jobs;

namespace Weir.Actors.Coordination;

/// <content>Triggers, acknowledgements and aborts that got lost with a connection.</content>
internal sealed partial class CheckpointCoordinator
{
    // Whoever has not answered for so long is asked again: it may not have heard, or not have been heard.
    private void Reconcile()
    {
        // While there is none under way nothing else helps those who have not heard of an abort.
        if (_pending.Count == 0)
        {
            RemindOfAborted();
        }

        foreach (var pending in _pending.Values)
        {
            if (pending.Phase != PendingPhase.Collecting || _now - pending.Triggered < JobMachine.ReconciliationInterval)
            {
                continue;
            }

            var sources = _roster.Sources().Where(source => !pending.HasAcknowledged(source.Subtask)).ToList();
            var others = _roster.Alive().Where(subtask => !pending.HasAcknowledged(subtask.Subtask)).Except(sources).ToList();
            if (sources.Count > 0)
            {
                _effects.Add(new RepeatTriggers(pending.Id, sources));
            }

            if (others.Count > 0)
            {
                _effects.Add(new AskSnapshots(pending.Id, others));
            }
        }
    }

    // A subtask that has not heard of an abort waits for barriers that do not come, and lets no end of data through. As
    // a rule the next checkpoint's barriers help it; with a long interval it is far away, and while the job drains there is none.
    private void RemindOfAborted()
    {
        foreach (var id in _aborted.All)
        {
            _effects.Add(new NotifyAborted(id, _completed.Latest, _roster.Alive()));
        }
    }
}
