using Weir.Operators.Connectors;

namespace Weir.Operators.Sinks;

/// <summary>
/// Writes the files of one subtask. A file is open, then finished (closed, on disk), then prepared (named by a checkpoint);
/// the committer takes it from there.
/// </summary>
internal sealed class FileSinkWriter<T>(
    SinkContext context,
    OutputFolder folder,
    FileNames names,
    OutputCounters counters,
    BatchEncoder<T> encoder,
    FileSinkOptions options,
    List<PendingFile> finished) : ITwoPhaseSinkWriter<T, FileSinkState, PendingFile>
{
    /// <summary>Records encoded before the buffer is looked at: keeps it near its size with any record.</summary>
    private const int RecordsPerSlice = 256;

    private readonly OutputFile file = new();

    /// <summary>Finished files that no checkpoint has named, but for those taken over from the restored one.</summary>
    private readonly List<PendingFile> unnamed = [];
    private PendingFile? open;
    private bool isOpenFileNamed;
    private bool hasNewNames;

    public long NextTimeMs { get; private set; } = long.MaxValue;

    public void Write(ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps)
    {
        if (records.IsEmpty)
        {
            return;
        }

        if (open is null)
        {
            Begin();
        }

        while (!records.IsEmpty)
        {
            var slice = records[..Math.Min(RecordsPerSlice, records.Length)];
            records = records[slice.Length..];
            encoder(slice, file);
            if (file.IsBufferFull)
            {
                file.WriteBuffer();
            }
        }

        if (file.Length >= options.RollBytes)
        {
            Finish();
        }
    }

    public void OnTime(long nowMs)
    {
        if (nowMs >= NextTimeMs)
        {
            Finish();
        }
    }

    public void Prepare(long checkpointId, bool endOfInput, ICollection<PendingFile> committables)
    {
        if (options.RollAtCheckpoint || endOfInput)
        {
            Finish();
        }
        else if (open is not null)
        {
            file.FlushToDisk();
            isOpenFileNamed = true;
        }

        if (hasNewNames)
        {
            folder.Flush();
            hasNewNames = false;
        }

        foreach (var pending in finished)
        {
            committables.Add(pending);
        }

        finished.Clear();
        unnamed.Clear();
    }

    public FileSinkState Snapshot(long checkpointId) => new(
        context.SubtaskIndex, counters.ToState(), open is null ? null : open with { Length = file.Length });

    /// <summary>Removes what no checkpoint names: it will be written again, if the job goes on.</summary>
    public ValueTask DisposeAsync()
    {
        file.Dispose();
        if (open is not null && !isOpenFileNamed)
        {
            folder.Delete(open.HiddenName);
        }

        foreach (var pending in unnamed)
        {
            folder.Delete(pending.HiddenName);
        }

        open = null;
        unnamed.Clear();
        return ValueTask.CompletedTask;
    }

    /// <summary>For tests: ends as the process does that is killed, leaving files as they are.</summary>
    internal void Abandon() => file.Dispose();

    private void Begin()
    {
        var next = names.Create(context.SubtaskIndex, counters.TakeNext(), context.Attempt);
        file.Create(folder.PathOf(next.HiddenName));
        open = next;
        isOpenFileNamed = false;
        hasNewNames = true;
        if (options.RollInterval is { } interval)
        {
            NextTimeMs = context.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds() + (long)Math.Ceiling(interval.TotalMilliseconds);
        }
    }

    private void Finish()
    {
        if (open is null)
        {
            return;
        }

        file.FlushToDisk();
        var pending = open with { Length = file.Length };
        finished.Add(pending);
        if (!isOpenFileNamed)
        {
            unnamed.Add(pending);
        }

        file.Close();
        open = null;
        NextTimeMs = long.MaxValue;
    }
}
