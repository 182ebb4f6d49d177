using Weir.Actors.Alignment;
using Weir.Simulation.World;

namespace Weir.Simulation.Model;

/// <content>Barriers that overtake records.</content>
internal abstract partial class ModelSubtask
{
    private readonly Queue<Element> _restored = new();
    private readonly HashSet<int> _open = [];
    private readonly HashSet<long> _mayOvertake = [];
    private (long CheckpointId, object State, List<Element> InFlight)? _capture;

    private TimeSpan? OvertakingTimeout => World.Options.Checkpointing is { Unaligned: true } overtaking ? overtaking.AlignedTimeout : null;

    private bool KeepsOrder(bool inFlow) =>
        World.Options.SinksKeepOrder && ModelTopology.StageOf(Id) == (inFlow ? 2 : 1);

    /// <summary>Looks after the barriers that are announced; also when it can do nothing else.</summary>
    private void Heed()
    {
        foreach (var channel in _inputs)
        {
            while (IsRunning && channel.TakeAnnouncement() is var announced and > 0)
            {
                // It may have come already.
                if (channel.Ahead(announced) is not null)
                {
                    _mayOvertake.Add(announced);
                    Carry(_handler!.BarrierAnnounced(channel.Index, announced, World.Scheduler.Now));
                }
            }
        }
    }

    private void Note(Element barrier)
    {
        if (barrier.MayOvertake)
        {
            _mayOvertake.Add(barrier.CheckpointId);
        }
    }

    /// <summary>The barrier is sent on; past what is on its way, at once or when the time is out.</summary>
    private void PassOn(long checkpointId, bool mayOvertake, bool hasOvertaken)
    {
        if (_suspendedBy > 0)
        {
            Resume();
        }

        Broadcast(new Element(ElementKind.Barrier, CheckpointId: checkpointId, MayOvertake: mayOvertake));
        if (!mayOvertake || OvertakingTimeout is not { } timeout || KeepsOrder(inFlow: false))
        {
            return;
        }

        if (hasOvertaken || timeout == TimeSpan.Zero)
        {
            _outputs.ForEach(output => output.Announce(checkpointId));
        }
        else
        {
            Host.After(timeout, () =>
            {
                if (IsRunning)
                {
                    _outputs.ForEach(output => output.Announce(checkpointId));
                }
            });
        }
    }

    private void Capture(Channel channel, Element record)
    {
        if (_open.Contains(channel.Index))
        {
            _capture!.Value.InFlight.Add(record);
        }
    }

    private void CarryOvertaking(AlignmentEffect effect)
    {
        switch (effect.Kind)
        {
            case AlignmentEffectKind.ScheduleTimeout:
                Host.After(effect.Duration, () =>
                {
                    if (IsRunning)
                    {
                        Carry(_handler!.TimedOut(effect.CheckpointId, World.Scheduler.Now));
                    }
                });
                break;
            case AlignmentEffectKind.StartOvertaking:
                if (_capture is { } other)
                {
                    throw new Violation($"{Id} begins to capture for {effect.CheckpointId}, and still captures for {other.CheckpointId}");
                }

                PassOn(effect.CheckpointId, mayOvertake: true, hasOvertaken: true);
                _capture = (effect.CheckpointId, Save(effect.CheckpointId), [.. _restored]);
                break;
            case AlignmentEffectKind.CaptureQueued:
                _open.Remove(effect.Channel);
                if (World.Options.Mutation != Mutation.IgnoreQueued)
                {
                    _capture!.Value.InFlight.AddRange(_inputs[effect.Channel].Ahead(_capture.Value.CheckpointId)!.Where(each => each.Kind == ElementKind.Record));
                }

                break;
            case AlignmentEffectKind.BeginCapture when World.Options.Mutation != Mutation.IgnoreLate: _open.Add(effect.Channel); break;
            case AlignmentEffectKind.StopCapture: _open.Remove(effect.Channel); break;
            case AlignmentEffectKind.EndCapture:
                var (checkpointId, state, inFlight) = _capture!.Value;
                World.Overtaken += inFlight.Count;
                _capture = null;
                Host.WriteSnapshot(this, checkpointId, new ModelSnapshot(state, inFlight));
                break;
            case AlignmentEffectKind.DiscardCapture:
                _open.Clear();
                _capture = null;
                break;
        }
    }
}
