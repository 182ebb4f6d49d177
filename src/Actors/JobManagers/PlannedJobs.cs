using Weir.Actors.JobMasters;

namespace Weir.Actors.JobManagers;

/// <summary>
/// What has been planned and not been taken over by the leader yet. A leader that stops meanwhile never hears of it: then its leases are given up here, for
/// another leader in the same process would find the job locked. Safe for use by several threads.
/// </summary>
internal sealed class PlannedJobs : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<IDisposable> _leases = [];
    private bool _isOver;

    /// <summary>It has just been planned; on whichever thread.</summary>
    public PlannedJob Hold(PlannedJob planned)
    {
        Hold(planned.Job);
        return planned;
    }

    /// <inheritdoc cref="Hold(PlannedJob)"/>
    public JobSpecification Hold(JobSpecification job)
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _leases.Add(job.Lease);
                return job;
            }
        }

        job.Lease.Dispose();
        return job;
    }

    /// <summary>The leader has it now.</summary>
    public void Taken(JobSpecification job)
    {
        lock (_gate)
        {
            _leases.Remove(job.Lease);
        }
    }

    public void Dispose()
    {
        IDisposable[] left;
        lock (_gate)
        {
            _isOver = true;
            left = [.. _leases];
            _leases.Clear();
        }

        foreach (IDisposable lease in left)
        {
            lease.Dispose();
        }
    }
}
