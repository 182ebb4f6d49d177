using System.Globalization;

namespace Weir.Bench.Failover;

/// <summary>What the nodes of a cluster have written, in the order in which it has come.</summary>
internal sealed class NodeLogs
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly List<LogLine> _lines = [];
    private TaskCompletionSource _changed = New();

    public void Add(NodeProcess node, string text)
    {
        // 2026-01-31 12:00:00.123Z info …
        var end = text.IndexOf('Z', StringComparison.Ordinal);
        var isStamped = end > 0 && DateTimeOffset.TryParse(
            text.AsSpan(0, end + 1), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out _);
        var at = isStamped ? DateTimeOffset.Parse(text.AsSpan(0, end + 1), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : DateTimeOffset.UtcNow;
        TaskCompletionSource changed;
        lock (_lines)
        {
            _lines.Add(new LogLine(at, node, text));
            changed = _changed;
            _changed = New();
        }

        changed.SetResult();
    }

    /// <summary>The first line since a time that fulfils a condition; waits for it.</summary>
    /// <exception cref="TimeoutException">It does not come.</exception>
    public async Task<LogLine> FirstAsync(DateTimeOffset since, Func<LogLine, bool> condition, string what, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            Task changed;
            lock (_lines)
            {
                // The log has whole milliseconds.
                if (_lines.Find(line => line.At > since.AddMilliseconds(-1) && condition(line)) is { } found)
                {
                    return found;
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException tooLate) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"Within {Patience} no node has said: {what}.\n{this}", tooLate);
            }
        }
    }

    /// <summary>The latest line so far that fulfils a condition.</summary>
    public LogLine? Last(Func<LogLine, bool> condition)
    {
        lock (_lines)
        {
            return _lines.FindLast(line => condition(line));
        }
    }

    public override string ToString()
    {
        lock (_lines)
        {
            return string.Join('\n', _lines.TakeLast(200).Select(line => $"{line.Node.Port} {line.Text}"));
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
