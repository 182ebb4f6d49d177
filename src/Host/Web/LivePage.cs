using Microsoft.AspNetCore.Components;
using Weir.Host.Rest;

namespace Weir.Host.Web;

/// <summary>A page that shows what is, and asks anew as long as somebody looks at it.</summary>
public abstract class LivePage : ComponentBase, IAsyncDisposable
{
    // The page that is sent first waits no longer: it tells more as soon as it lives.
    private static readonly TimeSpan PatienceAtFirst = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _leaving = new();
    private Task _repeating = Task.CompletedTask;

    /// <summary>Why nothing newer is known; null: all is well.</summary>
    protected string? Problem { get; private set; }

    [Inject]
    internal ClusterQuestions Questions { get; set; } = null!;

    /// <summary>Cancelled when nobody looks at the page any more.</summary>
    protected CancellationToken Leaving => _leaving.Token;

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _repeating;
        _leaving.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Asks for all that the page shows.</summary>
    protected abstract Task LoadAsync(CancellationToken cancellationToken);

    protected override Task OnParametersSetAsync() => RefreshAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _repeating = RepeatAsync();
        }
    }

    private async Task RepeatAsync()
    {
        using var timer = new PeriodicTimer(Questions.RefreshInterval, Questions.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_leaving.Token))
            {
                await InvokeAsync(async () =>
                {
                    await RefreshAsync();
                    StateHasChanged();
                });
            }
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            // Nobody looks at it any more.
        }
    }

    // What is known stays while nothing newer can be had.
    private async Task RefreshAsync()
    {
        using var limit = new CancellationTokenSource(RendererInfo.IsInteractive ? Timeout.InfiniteTimeSpan : PatienceAtFirst, Questions.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _leaving.Token);
        try
        {
            await LoadAsync(either.Token);
            Problem = null;
        }
        catch (RestFailure failure)
        {
            Problem = failure.Message;
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Nobody looks at it any more, or it will be asked again soon.
        }
    }
}
