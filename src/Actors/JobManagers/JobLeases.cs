namespace Weir.Actors.JobManagers;

/// <summary>What a leader holds of a job; all of it is given up, once.</summary>
internal sealed class JobLeases(params IDisposable[] leases) : IDisposable
{
    private IDisposable[]? _leases = leases;

    public void Dispose()
    {
        foreach (IDisposable lease in Interlocked.Exchange(ref _leases, null) ?? [])
        {
            lease.Dispose();
        }
    }
}
