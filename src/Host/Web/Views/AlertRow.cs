using Weir.Actors.Alerts;
using Weir.Actors.Jobs;

namespace Weir.Host.Web.Views;

/// <summary>An alert in a line.</summary>
/// <param name="Rule">What it watches for, in words.</param>
/// <param name="ClearedAt">Null: it fires.</param>
/// <param name="Failure">What failed last; null: nothing has.</param>
public sealed record AlertRow(string JobId, string JobName, string Rule, DateTimeOffset FiredAt, DateTimeOffset? ClearedAt, string Message, string? Failure)
{
    public bool IsFiring => ClearedAt is null;

    internal static AlertRow Of(JobAlert alert) => new(
        alert.JobId, alert.JobName, alert.Rule.Text(), alert.FiredAt, alert.ClearedAt, alert.Message, alert.LatestFailure?.ToString());
}
