using Microsoft.AspNetCore.Components;
using Weir.Actors.Messages;
using Weir.Host.Rest;
using Weir.Host.Web.Views;

namespace Weir.Host.Web;

/// <summary>A page about one job.</summary>
public abstract class JobPage : LivePage
{
    private readonly RateMeter _rates = new();
    private string? _loaded;

    [Parameter]
    public string JobId { get; set; } = "";

    /// <summary>Null before it is known.</summary>
    protected JobView? Job { get; private set; }

    protected sealed override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var id = PathParameters.JobId(JobId);
        if (_loaded != id)
        {
            Job = null;
            _loaded = id;
        }

        var job = await Questions.AskAsync<JobInspection>(new InspectJob(id), cancellationToken);
        Load(job);
        await LoadMoreAsync(job, cancellationToken);
        Job = JobView.Of(job, _rates);
    }

    private protected virtual void Load(JobInspection job)
    {
    }

    private protected virtual Task LoadMoreAsync(JobInspection job, CancellationToken cancellationToken) => Task.CompletedTask;
}
