using Weir.Actors.Alignment;
using Weir.Actors.Jobs;
using Weir.Simulation.World;

namespace Weir.Simulation.Model;

/// <summary>
/// A subtask as far as checkpoints are concerned: it takes elements from channels that are not blocked, keeps state,
/// snapshots it when its barrier handler says so.
/// </summary>
internal abstract partial class ModelSubtask(IModelHost host, SubtaskId id, Attempt attempt)
{
    private readonly List<Channel> _inputs = [];
    private readonly List<Channel> _outputs = [];
    private BarrierHandler? _handler;
    private bool _isTurnPlanned;
    private int _endedInputs;
    private long _suspendedBy;
    private long _latestAborted;

    public SubtaskId Id { get; } = id;

    public Attempt Attempt { get; } = attempt;

    public bool IsAlive { get; private set; } = true;

    public bool IsRunning { get; private set; }

    public bool IsDataFinished { get; private set; }

    public IModelHost Host { get; } = host;

    protected ModelWorld World => Host.World;

    protected bool OutputsHaveSpace => _outputs.TrueForAll(output => output.HasSpace);

    /// <summary>How it is, and what waits for it.</summary>
    public override string ToString() =>
        $"{Id}{Attempt}{(IsRunning ? "" : " does not run")}{(IsDataFinished ? " is at the end of its data" : "")}{(OutputsHaveSpace ? "" : " is held back")}"
        + string.Concat(_inputs.Select(input => $" [{(_handler?.IsBlocked(input.Index) == true ? "blocked: " : "")}{input}]"));

    public void AddInput(Channel channel) => _inputs.Add(channel);

    public void AddOutput(Channel channel) => _outputs.Add(channel);

    /// <param name="state">What it had, and others of its kind, and is its own now; null: it starts anew.</param>
    /// <param name="inFlight">What was on its way to it, or to others of its kind.</param>
    public void Restore(object? state, IReadOnlyList<Element> inFlight)
    {
        if (_inputs.Count > 0)
        {
            var isAligned = World.Options.Checkpointing.IsExactlyOnce && World.Options.Mutation != Mutation.NoAlignment;
            var keepsOrder = KeepsOrder(inFlow: true);
            _handler = BarrierHandler.For(isAligned, [.. _inputs.Select(_ => keepsOrder)], OvertakingTimeout);
        }

        Load(state);
        foreach (var record in inFlight)
        {
            _restored.Enqueue(record);
        }
    }

    /// <param name="suspendedBy">The savepoint behind which it stands still; 0: it runs.</param>
    public void Run(long suspendedBy = 0)
    {
        IsRunning = true;
        _suspendedBy = suspendedBy;
        Host.Report(this, SubtaskStatus.Running);
        if (suspendedBy == 0)
        {
            Started();
            Wake();
        }
    }

    public void Die()
    {
        IsAlive = false;
        IsRunning = false;
    }

    public void Wake()
    {
        if (IsRunning && !_isTurnPlanned)
        {
            _isTurnPlanned = true;
            Host.After(TurnTime(), () =>
            {
                _isTurnPlanned = false;
                Heed();
                if (IsRunning && OutputsHaveSpace && _suspendedBy == 0)
                {
                    Turn();
                }
            });
        }
    }

    /// <summary>The coordinator's trigger; sources only.</summary>
    public virtual void Trigger(long checkpointId, bool mayOvertake) =>
        throw new Violation($"{Id} is triggered, but it is no source");

    public void Abort(long checkpointId)
    {
        if (IsRunning && _handler is not null)
        {
            Carry(_handler.AbortNotified(checkpointId, World.Scheduler.Now));
        }

        _latestAborted = Math.Max(_latestAborted, checkpointId);
        if (_suspendedBy > 0 && _suspendedBy <= checkpointId)
        {
            Resume();
        }
    }

    /// <summary>The source's data ends where it is; sources only.</summary>
    public virtual void Drain() => throw new Violation($"{Id} is told to end its data, but it is no source");

    public void Complete(long checkpointId, bool isFinal)
    {
        if (!IsRunning)
        {
            return;
        }

        Commit(checkpointId);
        if (isFinal && IsRunning)
        {
            if (!IsDataFinished && _suspendedBy != checkpointId)
            {
                throw new Violation($"{Id} hears of the final checkpoint {checkpointId} before its data has ended");
            }

            Host.Report(this, SubtaskStatus.Finished);
        }
    }

    protected virtual TimeSpan TurnTime() => World.Chance.Milliseconds(0.01, 0.2);

    protected virtual void Started()
    {
    }

    /// <summary>Take one element, if there is one, and plan the next turn.</summary>
    protected virtual void Turn()
    {
        if (_restored.TryDequeue(out var restored))
        {
            OnRecord(restored);
            Wake();
            return;
        }

        var offset = World.Chance.Between(0, _inputs.Count);
        for (var tried = 0; tried < _inputs.Count; tried++)
        {
            var channel = _inputs[(tried + offset) % _inputs.Count];
            if (!_handler!.IsBlocked(channel.Index) && channel.HasElement)
            {
                Take(channel);
                Wake();
                return;
            }
        }
    }

    protected void Send(Element element, int output) => _outputs[output].Send(element);

    protected void Broadcast(Element element)
    {
        foreach (var output in _outputs)
        {
            output.Send(element);
        }
    }

    protected void Checkpoint(long checkpointId, bool mayOvertake)
    {
        PassOn(checkpointId, mayOvertake, hasOvertaken: false);
        Snapshot(checkpointId);
        if (World.Suspends(checkpointId) && checkpointId > _latestAborted)
        {
            _suspendedBy = checkpointId;
        }
    }

    private void Resume()
    {
        _suspendedBy = 0;
        Wake();
    }

    protected void Snapshot(long checkpointId) => Host.WriteSnapshot(this, checkpointId, new ModelSnapshot(Save(checkpointId), []));

    protected void EndData()
    {
        if (!IsDataFinished)
        {
            IsDataFinished = true;
            Broadcast(new Element(ElementKind.EndOfData));
            Host.Report(this, SubtaskStatus.DataFinished);
        }
    }

    protected virtual void OnRecord(Element record) => throw new Violation($"{Id} takes no records");

    protected abstract void Load(object? state);

    /// <summary>A copy that later changes do not reach.</summary>
    protected abstract object Save(long checkpointId);

    protected virtual void Commit(long checkpointId)
    {
    }

    private void Take(Channel channel)
    {
        var element = channel.Take();
        var now = World.Scheduler.Now;
        switch (element.Kind)
        {
            case ElementKind.Record:
                Capture(channel, element);
                OnRecord(element);
                break;
            case ElementKind.Barrier:
                Note(element);
                Carry(_handler!.BarrierReceived(channel.Index, element.CheckpointId, element.MayOvertake, now));
                break;
            case ElementKind.CancellationMarker: Carry(_handler!.CancellationMarkerReceived(channel.Index, element.CheckpointId, now)); break;
            case ElementKind.EndOfData when ++_endedInputs == _inputs.Count: EndData(); break;
        }
    }

    private void Carry(IReadOnlyList<AlignmentEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect.Kind)
            {
                case AlignmentEffectKind.StartCheckpoint: Checkpoint(effect.CheckpointId, _mayOvertake.Remove(effect.CheckpointId)); break;
                case AlignmentEffectKind.EmitCancellationMarker:
                    Broadcast(new Element(ElementKind.CancellationMarker, CheckpointId: effect.CheckpointId));
                    break;
                case AlignmentEffectKind.Decline: Host.Decline(this, effect.CheckpointId, effect.Reason); break;
                case AlignmentEffectKind.UnblockAll: Wake(); break;
                default: CarryOvertaking(effect); break;
            }
        }
    }
}
