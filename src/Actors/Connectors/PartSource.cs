using Weir.Operators.Connectors;

namespace Weir.Actors.Connectors;

/// <summary>A source whose records are brought by something that runs beside the subtask: a stream, or actors.</summary>
/// <param name="open">Starts bringing a part's records.</param>
/// <param name="isPartitioned">Whether there is a part for each subtask; else one for all.</param>
internal sealed class PartSource<T, TOffset>(
    Func<StreamContext, ResumePoint<TOffset>, IInputFeed<T, TOffset>> open, bool isPartitioned)
    : ISource<T, InputPart<TOffset>>
{
    /// <summary>A part ends when what brings it says so; until then it is waited for.</summary>
    public bool IsBounded => true;

    public ISplitEnumerator<InputPart<TOffset>> CreateEnumerator(EnumeratorContext context) =>
        new PartEnumerator<TOffset>(isPartitioned ? context.Parallelism : 1);

    public ISplitReader<T, InputPart<TOffset>> CreateReader(SourceReaderContext context) => new PartReader<T, TOffset>(context, open);
}
