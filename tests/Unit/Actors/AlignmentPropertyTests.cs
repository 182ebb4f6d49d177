using FsCheck;
using FsCheck.Fluent;
using Weir.Actors.Alignment;

namespace Weir.Unit.Actors;

/// <summary>Aligner and tracker against models that are as simple as they can be: sets, and the history as it was.</summary>
public class AlignmentPropertyTests
{
    private const int Cases = 3_000;

    public enum StepKind
    {
        Barrier,
        Marker,
        End,
        Abort,
    }

    [Fact]
    public void Aligner_does_what_the_model_does() => Check(channels => new BarrierAligner(channels), channels => new AlignerModel(channels));

    [Fact]
    public void Tracker_does_what_the_model_does() => Check(channels => new BarrierTracker(channels), channels => new TrackerModel(channels));

    [Fact]
    public void Aligner_starts_each_checkpoint_once_and_in_order() => Prop.ForAll(Runs(), run =>
    {
        var handler = new BarrierAligner(run.Channels);
        var last = 0L;
        foreach (var step in run.Steps)
        {
            foreach (var effect in Apply(handler, step))
            {
                if (effect.Kind == AlignmentEffectKind.StartCheckpoint)
                {
                    if (effect.CheckpointId <= last || Enumerable.Range(0, run.Channels).Any(handler.IsBlocked))
                    {
                        throw new ShouldAssertException($"checkpoint {effect.CheckpointId} is started after {last}, or leaves channels blocked: {run}");
                    }

                    last = effect.CheckpointId;
                }
            }
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));

    private static void Check(Func<int, BarrierHandler> create, Func<int, IAlignmentModel> createModel) => Prop.ForAll(Runs(), run =>
    {
        var handler = create(run.Channels);
        var model = createModel(run.Channels);
        for (var index = 0; index < run.Steps.Length; index++)
        {
            var step = run.Steps[index];
            if (step.Kind != StepKind.Abort && handler.IsBlocked(step.Channel) && step.Kind != StepKind.End)
            {
                // What is blocked is not pulled.
                continue;
            }

            var effects = Apply(handler, step);
            var expected = model.Apply(step);
            var actual = effects
                .Where(effect => effect.Kind is not (AlignmentEffectKind.BlockChannel or AlignmentEffectKind.UnblockAll))
                .Select(effect => (effect.Kind, effect.CheckpointId, effect.Reason));
            if (!actual.SequenceEqual(expected))
            {
                throw new ShouldAssertException($"step {index} of {run} leads to {string.Join(", ", effects)}; the model says {string.Join(", ", expected)}");
            }

            for (var channel = 0; channel < run.Channels; channel++)
            {
                if (handler.IsBlocked(channel) != model.IsBlocked(channel))
                {
                    throw new ShouldAssertException($"after step {index} of {run}, channel {channel} is blocked: {handler.IsBlocked(channel)}; the model says the opposite");
                }
            }
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));

    private static IReadOnlyList<AlignmentEffect> Apply(BarrierHandler handler, Step step) => step.Kind switch
    {
        StepKind.Barrier => handler.BarrierReceived(step.Channel, step.Id, default),
        StepKind.Marker => handler.CancellationMarkerReceived(step.Channel, step.Id, default),
        StepKind.End => handler.ChannelEnded(step.Channel, default),
        _ => handler.AbortNotified(step.Id, default),
    };

    private static Arbitrary<AlignmentRun> Runs() => Arb.From(
        from channels in Gen.Choose(1, 8)
        from highest in Gen.Choose(1, 6)
        from steps in (
            from kind in Gen.Frequency((12, Gen.Constant(StepKind.Barrier)), (3, Gen.Constant(StepKind.Marker)), (1, Gen.Constant(StepKind.End)), (2, Gen.Constant(StepKind.Abort)))
            from channel in Gen.Choose(0, channels - 1)
            from id in Gen.Choose(1, highest)
            select new Step(kind, channel, id)).ArrayOf()
        select new AlignmentRun(channels, steps), Shrink);

    private static IEnumerable<AlignmentRun> Shrink(AlignmentRun run) =>
        Enumerable.Range(0, run.Steps.Length).Select(left => run with { Steps = [.. run.Steps.Where((_, index) => index != left)] });

    public readonly record struct Step(StepKind Kind, int Channel, long Id)
    {
        public override string ToString() => Kind switch { StepKind.End => $"end {Channel}", StepKind.Abort => $"abort {Id}", _ => $"{Kind} {Channel} {Id}" };
    }

    public sealed record AlignmentRun(int Channels, Step[] Steps)
    {
        public override string ToString() => $"{Channels} channels: {string.Join(", ", Steps)}";
    }

    private interface IAlignmentModel
    {
        bool IsBlocked(int channel);

        List<(AlignmentEffectKind Kind, long Id, DeclineReason Reason)> Apply(Step step);
    }

    /// <summary>
    /// Keeps, for each checkpoint, whether it is over, who has arrived, whether it was aborted unseen; the rules are asked
    /// anew at each step.
    /// </summary>
    private sealed class AlignerModel(int channels) : IAlignmentModel
    {
        private readonly HashSet<int> _ended = [];
        private readonly HashSet<long> _abortedUnseen = [];
        private readonly HashSet<int> _arrived = [];
        private long? _aligning;
        private long _over;

        public bool IsBlocked(int channel) => _arrived.Contains(channel);

        public List<(AlignmentEffectKind Kind, long Id, DeclineReason Reason)> Apply(Step step)
        {
            var effects = new List<(AlignmentEffectKind Kind, long Id, DeclineReason Reason)>();
            var isStale = step.Id <= _over || (_aligning is { } current && step.Id < current);
            switch (step.Kind)
            {
                case StepKind.Abort when !isStale && _aligning == step.Id:
                    effects.Add((AlignmentEffectKind.EmitCancellationMarker, step.Id, default));
                    Close(step.Id);
                    break;
                case StepKind.Abort when !isStale:
                    _abortedUnseen.Add(step.Id);
                    break;
                case StepKind.End when _ended.Add(step.Channel):
                    StartIfAll(effects);
                    break;
                case StepKind.Marker when !isStale:
                    Supersede(step.Id, effects);
                    effects.Add((AlignmentEffectKind.EmitCancellationMarker, step.Id, default));
                    if (!_abortedUnseen.Contains(step.Id))
                    {
                        effects.Add((AlignmentEffectKind.Decline, step.Id, DeclineReason.CancelledUpstream));
                    }

                    Close(step.Id);
                    break;
                case StepKind.Barrier when !isStale && !_ended.Contains(step.Channel):
                    Supersede(step.Id, effects);
                    if (_abortedUnseen.Contains(step.Id))
                    {
                        effects.Add((AlignmentEffectKind.EmitCancellationMarker, step.Id, default));
                        Close(step.Id);
                    }
                    else
                    {
                        _aligning = step.Id;
                        _arrived.Add(step.Channel);
                        StartIfAll(effects);
                    }

                    break;
            }

            return effects;
        }

        private void Supersede(long id, List<(AlignmentEffectKind Kind, long Id, DeclineReason Reason)> effects)
        {
            if (_aligning is { } older && older < id)
            {
                effects.Add((AlignmentEffectKind.EmitCancellationMarker, older, default));
                effects.Add((AlignmentEffectKind.Decline, older, DeclineReason.Subsumed));
                Close(older);
            }
        }

        private void StartIfAll(List<(AlignmentEffectKind Kind, long Id, DeclineReason Reason)> effects)
        {
            if (_aligning is { } id && _arrived.Union(_ended).Count() == channels)
            {
                effects.Add((AlignmentEffectKind.StartCheckpoint, id, default));
                Close(id);
            }
        }

        private void Close(long id)
        {
            _over = id;
            _aligning = null;
            _arrived.Clear();
        }
    }

    private sealed class TrackerModel(int channels) : IAlignmentModel
    {
        private readonly HashSet<int> _ended = [];
        private readonly HashSet<(int Channel, long Id)> _arrived = [];
        private readonly HashSet<long> _seen = [];
        private readonly HashSet<long> _cancelled = [];
        private readonly HashSet<long> _abortedUnseen = [];
        private long _over;

        public bool IsBlocked(int channel) => false;

        public List<(AlignmentEffectKind Kind, long Id, DeclineReason Reason)> Apply(Step step)
        {
            var effects = new List<(AlignmentEffectKind Kind, long Id, DeclineReason Reason)>();
            var isVoid = step.Id <= _over || _cancelled.Contains(step.Id);
            switch (step.Kind)
            {
                case StepKind.Abort when !isVoid && _seen.Contains(step.Id):
                    Cancel(step.Id, effects);
                    break;
                case StepKind.Abort when !isVoid:
                    _abortedUnseen.Add(step.Id);
                    break;
                case StepKind.End when _ended.Add(step.Channel):
                    if (_seen.Where(IsComplete).DefaultIfEmpty(0).Max() is > 0 and var newest)
                    {
                        Start(newest, effects);
                    }

                    break;
                case StepKind.Marker when !isVoid:
                    Cancel(step.Id, effects);
                    if (!_abortedUnseen.Contains(step.Id))
                    {
                        effects.Add((AlignmentEffectKind.Decline, step.Id, DeclineReason.CancelledUpstream));
                    }

                    break;
                case StepKind.Barrier when !isVoid && !_ended.Contains(step.Channel):
                    if (_abortedUnseen.Contains(step.Id))
                    {
                        Cancel(step.Id, effects);
                        break;
                    }

                    _seen.Add(step.Id);
                    _arrived.Add((step.Channel, step.Id));
                    if (IsComplete(step.Id))
                    {
                        Start(step.Id, effects);
                    }

                    break;
            }

            return effects;
        }

        private bool IsComplete(long id) => id > _over && !_cancelled.Contains(id)
            && Enumerable.Range(0, channels).All(channel => _ended.Contains(channel) || _arrived.Contains((channel, id)));

        private void Start(long id, List<(AlignmentEffectKind Kind, long Id, DeclineReason Reason)> effects)
        {
            foreach (var older in _seen.Where(seen => seen > _over && seen < id && !_cancelled.Contains(seen)).Order())
            {
                effects.Add((AlignmentEffectKind.EmitCancellationMarker, older, default));
                effects.Add((AlignmentEffectKind.Decline, older, DeclineReason.Subsumed));
            }

            effects.Add((AlignmentEffectKind.StartCheckpoint, id, default));
            _over = id;
        }

        private void Cancel(long id, List<(AlignmentEffectKind Kind, long Id, DeclineReason Reason)> effects)
        {
            _cancelled.Add(id);
            effects.Add((AlignmentEffectKind.EmitCancellationMarker, id, default));
        }
    }
}
