using Weir.Actors.JobManagers;
using Weir.Simulation.World;

namespace Weir.Simulation.Oracles;

/// <summary>
/// Whether a job whose whole cluster was gone goes on as it was told: each time recorded before anything runs, not too
/// often within the window, and given up only then.
/// </summary>
internal sealed class RelaunchOracle(RelaunchSettings settings)
{
    private readonly List<DateTimeOffset> _relaunches = [];
    private bool _isSubmitted;
    private bool _isAwaited;

    public void Submitted() => _isSubmitted = true;

    public DateTimeOffset? LastDeployment { get; private set; }

    /// <summary>No node is left.</summary>
    public void AllGone() => _isAwaited = _isSubmitted;

    /// <summary>A relaunch is recorded.</summary>
    /// <param name="now">When.</param>
    /// <param name="survivor">Somebody who was there when the job was deployed last, and whom the leader must have heard of.</param>
    public void Relaunched(DateTimeOffset now, string? survivor)
    {
        CheckGone(survivor);
        _isAwaited = false;
        if (!settings.IsOn || Recent(now) >= settings.Attempts)
        {
            throw new Violation($"the job is relaunched, {Recent(now)} times within {settings.Window} already; {settings}");
        }

        _relaunches.Add(now);
    }

    public void GivenUp(DateTimeOffset now, string? survivor)
    {
        CheckGone(survivor);
        if (settings.IsOn && Recent(now) < settings.Attempts)
        {
            throw new Violation($"the job is given up after {Recent(now)} relaunches within {settings.Window}; {settings}");
        }
    }

    /// <summary>Somebody has started it again.</summary>
    public void StartedAgain()
    {
        _isAwaited = false;
        _relaunches.Clear();
    }

    /// <summary>Something of it is about to run.</summary>
    public void Deploys(DateTimeOffset now)
    {
        LastDeployment = now;
        if (_isAwaited)
        {
            throw new Violation("the job is deployed, its whole cluster was gone before, and no relaunch is recorded");
        }
    }

    private void CheckGone(string? survivor)
    {
        if (!_isAwaited && survivor is not null)
        {
            throw new Violation($"the job is taken for one whose whole cluster was gone, and {survivor} was there all the time");
        }
    }

    private int Recent(DateTimeOffset now) => _relaunches.Count(at => now - at < settings.Window);
}
