namespace Akka.TestKit;

/// <summary>Opens once it was counted down.</summary>
public class TestLatch
{
    /// <summary>How long Ready waits where no time is given.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    private readonly CountdownEvent latch;
    private readonly Func<TimeSpan, TimeSpan> dilate;
    private readonly TimeSpan defaultTimeout;

    /// <summary>Opens at the first count.</summary>
    public TestLatch()
        : this(1)
    {
    }

    /// <summary>Opens after <paramref name="count"/> counts.</summary>
    public TestLatch(int count)
        : this(count, DefaultTimeout)
    {
    }

    /// <summary>Opens after <paramref name="count"/> counts.</summary>
    public TestLatch(int count, TimeSpan defaultTimeout)
        : this(null, defaultTimeout, count)
    {
    }

    /// <summary>Opens after <paramref name="count"/> counts; waiting times pass through <paramref name="dilate"/>.</summary>
    protected TestLatch(Func<TimeSpan, TimeSpan> dilate, TimeSpan defaultTimeout, int count)
    {
        latch = new CountdownEvent(count);
        this.dilate = dilate ?? (t => t);
        this.defaultTimeout = defaultTimeout;
    }

    /// <summary>Whether it is open.</summary>
    public bool IsOpen => latch.CurrentCount == 0;

    /// <summary>Counts one.</summary>
    public void CountDown() => latch.Signal();

    /// <summary>Opens it at once.</summary>
    public void Open()
    {
        while (latch.CurrentCount > 0)
        {
            latch.Signal();
        }
    }

    /// <summary>Closes it, with all counts to come again.</summary>
    public void Reset() => latch.Reset();

    /// <summary>Waits until it is open.</summary>
    /// <exception cref="TimeoutException">It did not open in time.</exception>
    public void Ready(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero)
        {
            throw new ArgumentException($"The latch cannot be waited for for {timeout}; the time has to be above 0.", nameof(timeout));
        }

        if (!latch.Wait(dilate(timeout)))
        {
            throw new TimeoutException($"The latch did not open within {dilate(timeout)}; {latch.CurrentCount} counts are missing.");
        }
    }

    /// <summary>Waits until it is open.</summary>
    /// <exception cref="TimeoutException">It did not open in time.</exception>
    public void Ready() => Ready(defaultTimeout);

    internal static TestLatch Dilated(Func<TimeSpan, TimeSpan> dilate, TimeSpan defaultTimeout, int count) => new(dilate, defaultTimeout, count);
}
