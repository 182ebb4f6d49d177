namespace Weir.Testing.Faults;

/// <summary>Something that goes wrong on purpose. It happens once, unless told otherwise.</summary>
public sealed class Fault
{
    private readonly TaskCompletionSource _happened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private int _left = 1;
    private int _count;

    internal Fault(string description) => Description = description;

    /// <summary>What goes wrong, for messages.</summary>
    public string Description { get; }

    /// <summary>How often it has happened.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Ends when it has happened for the first time.</summary>
    public Task Happened => _happened.Task;

    /// <summary>Lets it happen so often, counted from the start.</summary>
    public Fault Times(int times)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        lock (_gate)
        {
            _left = times - _count;
        }

        return this;
    }

    /// <summary>Lets it happen from now on no more.</summary>
    public void Mend()
    {
        lock (_gate)
        {
            _left = 0;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Description} (happened {Count} times)";

    /// <summary>Whether it happens now; then it has.</summary>
    internal bool TryHappen()
    {
        lock (_gate)
        {
            if (_left <= 0)
            {
                return false;
            }

            _left--;
            Volatile.Write(ref _count, _count + 1);
        }

        _happened.TrySetResult();
        return true;
    }
}
