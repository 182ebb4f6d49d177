using Weir.Actors.Jobs;

namespace Weir.Testing;

/// <summary>What has happened to a job, and who waits for what of it.</summary>
internal sealed class JobHistory
{
    private readonly Lock _gate = new();
    private readonly List<(Func<bool> IsMet, TaskCompletionSource Met)> _waiting = [];
    private readonly List<long> _completed = [];
    private readonly List<string> _failures = [];
    private readonly List<JobAlert> _alerts = [];
    private int _recoveries;

    public IReadOnlyList<long> Completed => Read(() => _completed.ToArray());

    public IReadOnlyList<string> Failures => Read(() => _failures.ToArray());

    public IReadOnlyList<JobAlert> Alerts => Read(() => _alerts.ToArray());

    public int Recoveries => Read(() => _recoveries);

    public void Note(JobNews news)
    {
        lock (_gate)
        {
            switch (news)
            {
                case JobNews.CheckpointCompleted completed:
                    _completed.Add(completed.CheckpointId);
                    break;
                case JobNews.Failed failed:
                    _failures.Add($"{failed.Subtasks}: {failed.Failure.Cause}");
                    break;
                case JobNews.AlertChanged changed:
                    _alerts.Add(changed.Alert);
                    break;
                case JobNews.Recovered:
                    _recoveries++;
                    break;
                default:
                    break;
            }

            for (int i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].IsMet())
                {
                    _waiting[i].Met.SetResult();
                    _waiting.RemoveAt(i);
                }
            }
        }
    }

    public Task WhenCompletedAsync(long atLeast) => WhenAsync(() => _completed.Exists(id => id >= atLeast));

    public Task WhenRecoveredAsync(int times) => WhenAsync(() => _recoveries >= times);

    public Task WhenFailedAsync(int times) => WhenAsync(() => _failures.Count >= times);

    public Task WhenAlertAsync(AlertRule rule, bool isFiring) => WhenAsync(() => _alerts.Exists(alert => alert.Rule == rule && alert.IsFiring == isFiring));

    private Task WhenAsync(Func<bool> isMet)
    {
        lock (_gate)
        {
            if (isMet())
            {
                return Task.CompletedTask;
            }

            var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((isMet, met));
            return met.Task;
        }
    }

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }
}
