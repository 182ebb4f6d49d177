using Spectre.Console;
using Weir.Host.Terminal;

namespace Weir.Host.Progress;

/// <summary>A small table that is redrawn in place.</summary>
internal sealed class LiveProgress(IAnsiConsole console) : ProgressDisplay
{
    public override TimeSpan Interval => TimeSpan.FromMilliseconds(250);

    public override Task ShowAsync(Func<ProgressSample> sample, Task finished) =>
        console.Live(Text.Empty).AutoClear(true).StartAsync(async live =>
        {
            while (!await FinishesWithinAsync(finished, Interval, TimeProvider.System))
            {
                live.UpdateTarget(Render(sample()));
            }
        });

    public override void Note(string line) => console.Write(new Text(line + "\n"));

    private static Table Render(ProgressSample sample)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        table.AddColumn(new TableColumn(new Text(sample.JobName, new Style(decoration: Decoration.Bold))));
        table.AddColumn(new TableColumn(new Text($"{sample.State}, {Figures.Duration(sample.Elapsed)}")));
        table.AddRow(new Text("records"), new Text($"{Figures.Count(sample.Records)}   {Figures.Rate(sample.RecordsPerSecond)}"));
        table.AddRow(new Text("checkpoints"), new Text(Checkpoints(sample)));
        table.AddRow(new Text("restarts"), new Text(Figures.Count(sample.Restarts)));
        return table;
    }

    private static string Checkpoints(ProgressSample sample)
    {
        var failed = sample.FailedCheckpoints > 0 ? $"   {Figures.Count(sample.FailedCheckpoints)} failed" : "";
        var last = sample.LastCheckpoint.Length > 0 ? $"   last {sample.LastCheckpoint}" : "";
        return Figures.Count(sample.Checkpoints) + failed + last;
    }
}
