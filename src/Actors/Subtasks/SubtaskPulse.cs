using System.Diagnostics;

namespace Weir.Actors.Subtasks;

/// <summary>
/// What the stages of a subtask show of themselves, however busy their thread is: written on it, read by the subtask's
/// actor at times.
/// </summary>
/// <param name="inputs">How many inputs it has; 0: it is a source.</param>
internal sealed class SubtaskPulse(int inputs = 0)
{
    private readonly long[] _watermarks = [.. Enumerable.Repeat(long.MinValue, inputs)];
    private long _watermark = long.MinValue;
    private AlignmentWatch? _alignment;
    private SynchronousPart? _synchronous;

    /// <summary>The time in which an output had no room.</summary>
    public TimeAccount Backpressured { get; } = new();

    /// <summary>The time in which there was nothing to do.</summary>
    public TimeAccount Idle { get; } = new();

    /// <summary>How far its time is: the lowest of its inputs' watermarks; null for a source.</summary>
    public long? Watermark => inputs == 0 ? null : Volatile.Read(ref _watermark);

    /// <summary>An input's time has gone on.</summary>
    public void Advance(int input, long timestamp)
    {
        if (input < _watermarks.Length)
        {
            _watermarks[input] = timestamp;
            Volatile.Write(ref _watermark, _watermarks.Min());
        }
    }

    /// <summary>The barriers that are waited for; null: none.</summary>
    public AlignmentWatch? Alignment
    {
        get => Volatile.Read(ref _alignment);
        set => Volatile.Write(ref _alignment, value);
    }

    /// <summary>The snapshot that holds up the stream; null: none.</summary>
    public SynchronousPart? Synchronous
    {
        get => Volatile.Read(ref _synchronous);
        set => Volatile.Write(ref _synchronous, value);
    }
}

/// <summary>An alignment under way. The array is written on while others read it: each entry only ever becomes true.</summary>
internal sealed class AlignmentWatch(long checkpointId, int channels)
{
    public long CheckpointId => checkpointId;

    public long Since { get; } = Stopwatch.GetTimestamp();

    public bool[] HasArrived { get; } = new bool[channels];
}

/// <summary>A snapshot's synchronous part under way.</summary>
internal sealed record SynchronousPart(long CheckpointId, long Since);
