namespace Akka.Coordination;

/// <summary>A right that one owner at most has at a time, kept outside of the cluster.</summary>
public abstract class Lease
{
    public Lease(LeaseSettings settings) => Settings = settings;

    public LeaseSettings Settings { get; }

    /// <summary>Whether the lease is the owner's now. Fails with a <see cref="LeaseException"/> when that is unknown.</summary>
    public abstract Task<bool> Acquire();

    /// <param name="leaseLostCallback">Called when the lease is lost after it was acquired, with the cause or null.</param>
    public abstract Task<bool> Acquire(Action<Exception> leaseLostCallback);

    public abstract Task<bool> Release();

    /// <summary>Whether the lease is still held, as far as this node knows.</summary>
    public abstract bool CheckLease();
}
