using Weir.Actors.Jobs;

namespace Weir.Actors.Alerts;

/// <summary>The latest alerts of all jobs of a leader, ended ones too.</summary>
internal sealed class AlertHistory
{
    private const int Kept = 1000;

    private readonly LinkedList<JobAlert> _alerts = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<JobAlert> Latest(string? jobId) => [.. _alerts.Where(alert => jobId is null || alert.JobId == jobId)];

    public void Add(JobAlert alert)
    {
        for (LinkedListNode<JobAlert>? entry = _alerts.First; entry is not null; entry = entry.Next)
        {
            if (entry.Value.JobId == alert.JobId && entry.Value.Rule == alert.Rule && entry.Value.FiredAt == alert.FiredAt)
            {
                entry.Value = alert;
                return;
            }
        }

        _alerts.AddFirst(alert);
        if (_alerts.Count > Kept)
        {
            _alerts.RemoveLast();
        }
    }

    /// <summary>The alerts of a job that is over fire no more, but for that which says that it should not be.</summary>
    public void End(string jobId, DateTimeOffset now) =>
        Clear(alert => alert.JobId == jobId && alert.Rule != AlertRule.Relaunch, now, "the job has ended");

    /// <summary>An alert is over for another reason than its rule.</summary>
    public void Clear(string jobId, AlertRule rule, DateTimeOffset now, string reason) =>
        Clear(alert => alert.JobId == jobId && alert.Rule == rule, now, reason);

    private void Clear(Func<JobAlert, bool> isMeant, DateTimeOffset now, string reason)
    {
        for (LinkedListNode<JobAlert>? entry = _alerts.First; entry is not null; entry = entry.Next)
        {
            if (entry.Value.IsFiring && isMeant(entry.Value))
            {
                entry.Value = entry.Value with { ClearedAt = now, Message = $"{reason}; before: {entry.Value.Message}" };
            }
        }
    }
}
