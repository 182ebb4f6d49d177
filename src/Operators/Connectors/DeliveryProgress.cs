namespace Weir.Operators.Connectors;

/// <summary>Counts what a delivery has handled. One thread confirms or fails, another asks; waking it costs only when it sleeps.</summary>
internal sealed class DeliveryProgress
{
    private long confirmed;
    private long wakeAt = long.MaxValue;
    private Exception? failure;
    private Action wake = static () => { };

    /// <summary>Records handled so far, in the order in which they were sent.</summary>
    public long Confirmed => Volatile.Read(ref confirmed);

    /// <summary>Why nothing more will be handled; null while all is well.</summary>
    public Exception? Failure => Volatile.Read(ref failure);

    /// <summary>Sets what is called, from any thread, when as much has been confirmed as was waited for, or never will be.</summary>
    public void OnWake(Action action)
    {
        wake = action;
        if (Failure is not null)
        {
            action();
        }
    }

    /// <summary>Asks to be called once that many have been confirmed.</summary>
    /// <returns>False when they have been by now: nothing will be called.</returns>
    public bool WaitFor(long count)
    {
        Interlocked.Exchange(ref wakeAt, count);
        return Confirmed < count || Interlocked.Exchange(ref wakeAt, long.MaxValue) == long.MaxValue;
    }

    public void Confirm(int count)
    {
        long now = Interlocked.Add(ref confirmed, count);
        if (now >= Volatile.Read(ref wakeAt) && Interlocked.Exchange(ref wakeAt, long.MaxValue) != long.MaxValue)
        {
            wake();
        }
    }

    /// <summary>The first failure counts.</summary>
    public void Fail(Exception cause)
    {
        if (Interlocked.CompareExchange(ref failure, cause, null) is null)
        {
            wake();
        }
    }
}
