using Weir.Actors.Clients;
using Weir.Browser.Jobs;

namespace Weir.Browser;

/// <summary>Every page, for those who see badly, use a keyboard, or a phone.</summary>
[Collection(PageCollection.Name)]
public sealed class AppearanceTests(PageCluster cluster) : IAsyncLifetime
{
    private readonly Gate _gate = new();
    private JobClient _job = null!;
    private long _checkpoint;

    public async Task InitializeAsync()
    {
        if (Chromium.Program is not null)
        {
            _job = await cluster.RunAsync("revenue-per-shop-and-hour-corrected-afterwards", new CountingJob(_gate));
            _checkpoint = await _job.TriggerCheckpointAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (Chromium.Program is not null)
        {
            await PageCluster.EndAsync(_job);
        }

        _gate.Dispose();
    }

    [BrowserFact]
    public Task In_the_light_all_has_a_name_and_can_be_read() => InspectAllAsync(Look.Desktop);

    [BrowserFact]
    public Task In_the_dark_all_has_a_name_and_can_be_read() => InspectAllAsync(Look.Dark);

    [BrowserFact]
    public async Task On_a_phone_no_page_is_wider_than_the_screen()
    {
        await using var tab = await cluster.OpenAsync(Look.Phone);
        foreach (var (path, awaited) in Pages())
        {
            await tab.GoAsync(path);
            await tab.SeeAsync(awaited);
            var width = await tab.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
            width.ShouldBeLessThanOrEqualTo(Look.Phone.Width, path);
            (await tab.InspectAsync()).ShouldBeEmpty(path);
        }

        await tab.GoAsync($"/web/jobs/{_job.JobId}");
        await tab.FlowAsync();
        await tab.PictureAsync("phone");
    }

    [BrowserFact]
    public async Task Figures_move_without_loading_the_page_again()
    {
        await using var tab = await cluster.OpenAsync();
        await tab.GoAsync($"/web/jobs/{_job.JobId}");
        var records = tab.Page.Locator("dt", new() { HasText = "Records read" }).Locator("xpath=../dd");
        var before = await records.InnerTextAsync();
        await tab.Page.EvaluateAsync("() => { window.isTheSame = true; }");
        await tab.Page.WaitForFunctionAsync(
            "before => [...document.querySelectorAll('dt')].find(name => name.textContent === 'Records read').nextElementSibling.textContent !== before", before);
        await tab.FlowAsync();
        (await tab.Page.EvaluateAsync<bool>("() => window.isTheSame")).ShouldBeTrue();
    }

    [BrowserFact]
    public async Task An_unknown_page_and_an_unknown_job_say_so()
    {
        await using var tab = await cluster.OpenAsync();
        await tab.GoAsync($"/web/jobs/{new string('0', 32)}");
        await tab.SeeAsync($"Job {new string('0', 32)} not found");
        await tab.GoAsync("/web/jobs/nonsense");
        await tab.Page.Locator(".notice.bad").WaitForAsync();
        (await tab.InspectAsync()).ShouldBeEmpty();
    }

    private async Task InspectAllAsync(Look look)
    {
        await using var tab = await cluster.OpenAsync(look);
        foreach (var (path, awaited) in Pages())
        {
            await tab.GoAsync(path);
            await tab.SeeAsync(awaited);
            (await tab.InspectAsync()).ShouldBeEmpty(path);
        }

        await tab.PictureAsync(look.IsDark ? "dark" : "light");
    }

    private IEnumerable<(string Path, string Awaited)> Pages()
    {
        var job = $"/web/jobs/{_job.JobId}";
        yield return ("/", _job.Status.JobName);
        yield return ("/web/task-managers", "slots are free");
        yield return ("/web/alerts", "No alert fires.");
        yield return (job, "Restarts");
        yield return ($"{job}/checkpoints", "Overview");
        yield return ($"{job}/checkpoints/history", $"Checkpoint {_checkpoint}");
        yield return ($"{job}/checkpoints/summary", "End-to-end duration");
        yield return ($"{job}/checkpoints/configuration", "Interval");
        yield return ($"{job}/exceptions", "Nothing has failed.");
        yield return ($"{job}/configuration", "Submitted");
        yield return ($"{job}/checkpoints/details/{_checkpoint}", "Timeline");
    }
}
