using Spectre.Console;

namespace Weir.Host.Progress;

/// <summary>Shows how a job goes on: redrawn in place on a terminal, a plain line every few seconds elsewhere.</summary>
internal abstract class ProgressDisplay
{
    /// <summary>How often what is shown changes.</summary>
    public abstract TimeSpan Interval { get; }

    /// <summary>Shows what <paramref name="sample"/> returns, until <paramref name="finished"/> completes.</summary>
    public abstract Task ShowAsync(Func<ProgressSample> sample, Task finished);

    /// <summary>A line of its own, above what is redrawn.</summary>
    public abstract void Note(string line);

    public static ProgressDisplay For(TextWriter output, bool isTerminal)
    {
        if (!isTerminal)
        {
            return new PlainProgress(output, TimeProvider.System);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        return console.Profile.Capabilities.Interactive && console.Profile.Capabilities.Ansi
            ? new LiveProgress(console)
            : new PlainProgress(output, TimeProvider.System);
    }

    /// <summary>Completes after the interval, or as soon as <paramref name="finished"/> has completed.</summary>
    protected static async Task<bool> FinishesWithinAsync(Task finished, TimeSpan interval, TimeProvider time)
    {
        using var stop = new CancellationTokenSource();
        var pause = Task.Delay(interval, time, stop.Token);
        await Task.WhenAny(finished, pause);
        await stop.CancelAsync();
        return finished.IsCompleted;
    }
}
