namespace Weir.Unit.Actors.Alignment;

/// <summary>
/// When what happened first, in steps from the beginning of a history; <see cref="Never"/> for what did not. The rules of
/// alignment are comparisons of these times; nothing here follows a handler step by step.
/// </summary>
internal sealed class AlignmentHistory
{
    public const int Never = int.MaxValue;

    private readonly int[,] _barrier;
    private readonly int[,] _announcement;
    private readonly int[] _timeOut;
    private readonly int[] _marker;
    private readonly int[] _abort;
    private readonly int[] _end;
    private readonly int _channels;

    public AlignmentHistory(int channels, IReadOnlyList<AlignmentStep> steps)
    {
        _channels = channels;
        foreach (var step in steps)
        {
            Highest = Math.Max(Highest, (int)step.Id);
        }

        _barrier = new int[Highest + 1, channels];
        _announcement = new int[Highest + 1, channels];
        _timeOut = new int[Highest + 1];
        _timeOut.AsSpan().Fill(Never);
        _marker = new int[Highest + 1];
        _abort = new int[Highest + 1];
        _end = new int[channels];
        _marker.AsSpan().Fill(Never);
        _abort.AsSpan().Fill(Never);
        _end.AsSpan().Fill(Never);
        for (var id = 0; id <= Highest; id++)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                _barrier[id, channel] = Never;
                _announcement[id, channel] = Never;
            }
        }

        for (var time = steps.Count - 1; time >= 0; time--)
        {
            var step = steps[time];
            switch (step.Kind)
            {
                case StepKind.Barrier: _barrier[step.Id, step.Channel] = time; break;
                case StepKind.Announcement: _announcement[step.Id, step.Channel] = time; break;
                case StepKind.TimeOut: _timeOut[step.Id] = time; break;
                case StepKind.Marker: _marker[step.Id] = time; break;
                case StepKind.Abort: _abort[step.Id] = time; break;
                default: _end[step.Channel] = time; break;
            }
        }
    }

    /// <summary>The highest id that occurs.</summary>
    public int Highest { get; }

    public int Announcement(int id, int channel) => _announcement[id, channel];

    public int FirstAnnouncement(int id)
    {
        var first = Never;
        for (var channel = 0; channel < _channels; channel++)
        {
            first = Math.Min(first, _announcement[id, channel]);
        }

        return first;
    }

    public int TimeOut(int id) => _timeOut[id];

    public int End(int channel) => _end[channel];

    public int Barrier(int id, int channel) => _barrier[id, channel];

    public int FirstBarrier(int id)
    {
        var first = Never;
        for (var channel = 0; channel < _channels; channel++)
        {
            first = Math.Min(first, _barrier[id, channel]);
        }

        return first;
    }

    public int Marker(int id) => _marker[id];

    public int Abort(int id) => _abort[id];

    /// <summary>The first that the stream brings of a checkpoint.</summary>
    public int Heard(int id) => Math.Min(Math.Min(FirstBarrier(id), FirstAnnouncement(id)), Marker(id));

    /// <summary>The first that the stream brings of any newer one.</summary>
    public int HeardOfNewer(int id)
    {
        var first = Never;
        for (var newer = id + 1; newer <= Highest; newer++)
        {
            first = Math.Min(first, Heard(newer));
        }

        return first;
    }

    /// <summary>On each channel the barrier has arrived, or the channel has ended; a barrier there was.</summary>
    public int AllArrived(int id)
    {
        var last = Math.Min(FirstBarrier(id), FirstAnnouncement(id));
        for (var channel = 0; channel < _channels; channel++)
        {
            last = Math.Max(last, Math.Min(_barrier[id, channel], _end[channel]));
        }

        return last;
    }
}
