namespace Weir.Operators.Sinks;

/// <summary>
/// Numbers the outputs (files, batches) of a sink's subtasks so that no number is ever used for two outputs of one time line,
/// at whatever parallelism the job goes on, and so that outputs of an abandoned time line can be told: their numbers are not smaller than the restored one.
/// </summary>
/// <remarks>The first subtask keeps the counters of subtasks that there are no more: the job may grow again.</remarks>
internal sealed class OutputCounters
{
    private readonly int subtaskIndex;
    private readonly int parallelism;
    private readonly Dictionary<int, long> restored = [];
    private long next;

    public OutputCounters(int subtaskIndex, int parallelism, IEnumerable<OutputCounter> restoredCounters)
    {
        this.subtaskIndex = subtaskIndex;
        this.parallelism = parallelism;
        foreach (var counter in restoredCounters)
        {
            restored[counter.SubtaskIndex] = Math.Max(counter.Next, restored.GetValueOrDefault(counter.SubtaskIndex));
        }

        next = restored.GetValueOrDefault(subtaskIndex);
    }

    /// <summary>True when this subtask looks after outputs of the given one: its own, and the first one also those of subtasks that there are no more.</summary>
    public bool IsResponsibleFor(int subtask) => subtask == subtaskIndex || (subtaskIndex == 0 && subtask >= parallelism);

    /// <summary>True for an output that was made after the restored checkpoint and will be made again.</summary>
    public bool IsAbandoned(int subtask, long number) => number >= restored.GetValueOrDefault(subtask);

    public long TakeNext() => next++;

    public List<OutputCounter> ToState()
    {
        var state = new List<OutputCounter> { new(subtaskIndex, next) };
        if (subtaskIndex == 0)
        {
            foreach (var (subtask, number) in restored)
            {
                if (subtask >= parallelism)
                {
                    state.Add(new OutputCounter(subtask, number));
                }
            }
        }

        return state;
    }
}
