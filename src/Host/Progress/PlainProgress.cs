namespace Weir.Host.Progress;

/// <summary>Lines for a log: one every few seconds.</summary>
internal sealed class PlainProgress(TextWriter output, TimeProvider time) : ProgressDisplay
{
    private readonly Lock _writing = new();

    public override TimeSpan Interval => TimeSpan.FromSeconds(2);

    public override async Task ShowAsync(Func<ProgressSample> sample, Task finished)
    {
        while (!await FinishesWithinAsync(finished, Interval, time))
        {
            Note(sample().Line);
        }
    }

    public override void Note(string line)
    {
        lock (_writing)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }
}
