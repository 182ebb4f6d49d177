namespace Weir.Actors.Deployments;

/// <summary>The use of a job's graph; given up once, however often it is disposed.</summary>
internal sealed class JobGraphLease(JobGraphs graphs, JobGraphs.Entry entry) : IDisposable
{
    private int _isGivenUp;

    /// <summary>Faults with what the code's loading or definition threw.</summary>
    public Task<BuiltJob> Built => entry.Built;

    /// <summary>The job has its id now: whoever acquires its graph shares this one.</summary>
    public void Share(string jobId) => graphs.Share(entry, jobId);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isGivenUp, 1) == 0)
        {
            graphs.Release(entry);
        }
    }
}
