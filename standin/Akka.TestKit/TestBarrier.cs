namespace Akka.TestKit;

/// <summary>Lets all go on when a number of them have come to it.</summary>
public class TestBarrier
{
    /// <summary>How long Await waits where no time is given.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    private readonly TestKitBase testKit;
    private readonly int count;
    private readonly TimeSpan defaultTimeout;
    private Barrier barrier;

    /// <summary>For this many.</summary>
    public TestBarrier(TestKitBase testKit, int count, TimeSpan? defaultTimeout = null)
    {
        this.testKit = testKit;
        this.count = count;
        this.defaultTimeout = defaultTimeout ?? DefaultTimeout;
        barrier = new Barrier(count);
    }

    /// <summary>Waits for the others.</summary>
    public void Await() => Await(defaultTimeout);

    /// <summary>Waits for the others.</summary>
    /// <exception cref="TimeoutException">They did not come in time.</exception>
    public void Await(TimeSpan timeout)
    {
        if (!barrier.SignalAndWait(testKit.Dilated(timeout)))
        {
            throw new TimeoutException($"Not all {count} came to the barrier within {testKit.Dilated(timeout)}.");
        }
    }

    /// <summary>Starts anew.</summary>
    public void Reset() => barrier = new Barrier(count);
}
