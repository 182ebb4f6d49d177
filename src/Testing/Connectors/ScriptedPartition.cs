namespace Weir.Testing.Connectors;

/// <summary>The records of one partition, as far as the test has written them. Nothing is ever taken away: it can be read again.</summary>
internal sealed class ScriptedPartition<T>
{
    private readonly Lock _gate = new();
    private readonly List<T> _records = [];
    private TaskCompletionSource _changed = NewSignal();
    private bool _isComplete;

    public void Add(IEnumerable<T> records) => Change(() =>
    {
        if (_isComplete)
        {
            throw new InvalidOperationException("The script is complete; nothing can be added.");
        }

        _records.AddRange(records);
    });

    public void Complete() => Change(() => _isComplete = true);

    /// <summary>Copies records from an index on.</summary>
    /// <returns>How many; and whether these are the last.</returns>
    public (int Count, bool IsEnd) Read(int from, Span<T> target)
    {
        lock (_gate)
        {
            int count = Math.Min(target.Length, _records.Count - from);
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_records).Slice(from, count).CopyTo(target);
            return (count, _isComplete && from + count == _records.Count);
        }
    }

    /// <summary>Ends when there is more than that many records, or the end.</summary>
    public Task WaitAsync(int more)
    {
        lock (_gate)
        {
            return _records.Count > more || _isComplete ? Task.CompletedTask : _changed.Task;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            change();
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }
}
