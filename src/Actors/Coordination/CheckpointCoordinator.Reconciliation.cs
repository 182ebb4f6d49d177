using Weir.Actors.Jobs;

namespace Weir.Actors.Coordination;

/// <content>Triggers and acknowledgements that got lost with a connection.</content>
internal sealed partial class CheckpointCoordinator
{
    // Whoever has not answered for so long is asked again: it may not have heard, or not have been heard.
    private void Reconcile()
    {
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
}
