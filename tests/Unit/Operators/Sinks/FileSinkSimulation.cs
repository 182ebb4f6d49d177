using System.Buffers.Text;
using System.Globalization;
using Weir.Operators.Connectors;
using Weir.Operators.Sinks;

namespace Weir.Unit.Operators.Sinks;

/// <summary>
/// A job of nothing but an input of numbers and a file sink, run step by step with crashes between any two steps, restores from the
/// newest or an older checkpoint, and changes of parallelism.
/// </summary>
internal sealed class FileSinkSimulation(string folder, FileSinkOptions options, Random random, int recordCount)
{
    public const string JobId = "0123456789abcdef0123456789abcdef";

    private readonly List<Checkpoint> completed = [];
    private List<ITwoPhaseSinkWriter<int, FileSinkState, PendingFile>> writers = [];

    /// <summary>Prepared and, as far as the job knows, not committed.</summary>
    private List<PendingFile> uncommitted = [];
    private int position;
    private int attempt;

    public FileSink<int> Sink { get; } = new(folder, Encode, options);

    public static void Encode(in int value, System.Buffers.IBufferWriter<byte> output)
    {
        var target = output.GetSpan(12);
        Utf8Formatter.TryFormat(value, target, out var length);
        target[length] = (byte)'\n';
        output.Advance(length + 1);
    }

    /// <summary>Runs to the end of the input with so many crashes on the way.</summary>
    public async Task RunAsync(int crashes)
    {
        await RestoreAsync();
        while (crashes > 0)
        {
            if (await StepAsync(random.Next(100)))
            {
                crashes--;
            }
        }

        while (position < recordCount)
        {
            Write();
        }

        await CheckpointAsync(endOfInput: true, crashAfter: Stage.None);
        await DisposeWritersAsync();
    }

    /// <summary>Stops for good at the present step; the checkpoints are deleted.</summary>
    public async Task CancelAsync(bool keepsCheckpoint)
    {
        await RestoreAsync();
        for (var step = 0; step < 20; step++)
        {
            await StepAsync(random.Next(100));
        }

        await DisposeWritersAsync();
        var kept = keepsCheckpoint && completed.Count > 0 ? completed[^1] : null;
        await Sink.RemoveAbandonedAsync(JobId, kept?.States ?? [], kept?.Committables ?? [], CancellationToken.None);
        if (kept is null)
        {
            Directory.GetFiles(folder, ".*").ShouldBeEmpty();
            return;
        }

        // What the kept checkpoint needs is still there.
        await RestoreAsync(kept);
        while (position < recordCount)
        {
            Write();
        }

        await CheckpointAsync(endOfInput: true, crashAfter: Stage.None);
        await DisposeWritersAsync();
    }

    public void AssertResult(string because)
    {
        var files = Directory.GetFiles(folder);
        files.ShouldAllBe(static file => Path.GetFileName(file).StartsWith("part-0123456789ab-"), because);
        files.SelectMany(File.ReadLines).Select(static line => int.Parse(line, CultureInfo.InvariantCulture)).Order()
            .ShouldBe(Enumerable.Range(0, recordCount), because);
    }

    private async Task<bool> StepAsync(int dice)
    {
        switch (dice)
        {
            case < 60:
                Write();
                return false;
            case < 65:
                writers[random.Next(writers.Count)].OnTime(long.MaxValue);
                return false;
            case < 80:
                return await CheckpointAsync(endOfInput: false, crashAfter: Stage.None);
            case < 95:
                return await CheckpointAsync(endOfInput: false, (Stage)random.Next((int)Stage.SomePrepared, (int)Stage.Committed + 1));
            default:
                await CrashAsync();
                return true;
        }
    }

    private void Write()
    {
        for (var count = random.Next(1, 40); count > 0 && position < recordCount; count--)
        {
            writers[position % writers.Count].Write([position], []);
            position++;
        }
    }

    /// <summary>Takes a checkpoint; true when it crashed on the way.</summary>
    private async Task<bool> CheckpointAsync(bool endOfInput, Stage crashAfter)
    {
        var states = new List<FileSinkState>();
        var prepared = new List<PendingFile>(uncommitted);
        foreach (var writer in writers)
        {
            writer.Prepare(1, endOfInput, prepared);
            states.Add(writer.Snapshot(1));
            if (crashAfter == Stage.SomePrepared && random.Next(2) == 0)
            {
                await CrashAsync();
                return true;
            }
        }

        uncommitted = prepared;
        if (crashAfter == Stage.Prepared)
        {
            await CrashAsync();
            return true;
        }

        completed.Add(new Checkpoint(states, [.. prepared], position));
        if (crashAfter == Stage.Completed)
        {
            await CrashAsync();
            return true;
        }

        await using var committer = Sink.CreateCommitter(Context(0, 1));
        if (crashAfter == Stage.SomeCommitted)
        {
            await committer.CommitAsync(prepared[..random.Next(prepared.Count + 1)], CancellationToken.None);
            await CrashAsync();
            return true;
        }

        await committer.CommitAsync(prepared, CancellationToken.None);
        if (crashAfter != Stage.Committed)
        {
            uncommitted = [];
        }

        return false;
    }

    private async Task CrashAsync()
    {
        if (random.Next(2) == 0)
        {
            await DisposeWritersAsync();
        }
        else
        {
            // As after the end of the process: buffers are lost, files stay as they are. Only the handles are given back.
            foreach (var writer in writers)
            {
                ((FileSinkWriter<int>)writer).Abandon();
            }
        }

        if (completed.Count > 1 && random.Next(4) == 0)
        {
            completed.RemoveAt(completed.Count - 1);
        }

        await RestoreAsync();
    }

    private Task RestoreAsync() => RestoreAsync(completed.Count == 0 ? null : completed[^1]);

    private async Task RestoreAsync(Checkpoint? checkpoint)
    {
        attempt++;
        position = checkpoint?.Position ?? 0;
        uncommitted = [.. checkpoint?.Committables ?? []];
        var parallelism = random.Next(1, 4);
        writers = [];
        for (var subtask = 0; subtask < parallelism; subtask++)
        {
            writers.Add(await Sink.OpenWriterAsync(Context(subtask, parallelism), checkpoint?.States, CancellationToken.None));
        }

        await using var committer = Sink.CreateCommitter(Context(0, 1));
        await committer.CommitAsync(uncommitted, CancellationToken.None);
        uncommitted = [];
    }

    private async Task DisposeWritersAsync()
    {
        foreach (var writer in writers)
        {
            await writer.DisposeAsync();
        }
    }

    private SinkContext Context(int subtask, int parallelism) =>
        new(JobId, "job", "sink", subtask, parallelism, attempt, TimeProvider.System);

    private enum Stage
    {
        None,
        SomePrepared,
        Prepared,
        Completed,
        SomeCommitted,
        Committed,
    }

    private sealed record Checkpoint(List<FileSinkState> States, List<PendingFile> Committables, int Position);
}
