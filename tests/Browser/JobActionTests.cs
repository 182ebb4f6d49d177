using Microsoft.Playwright;
using Weir.Actors.Jobs;
using Weir.Browser.Jobs;

namespace Weir.Browser;

[Collection(PageCollection.Name)]
public class JobActionTests(PageCluster cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [BrowserFact]
    public async Task Savepoint_and_stop_by_click()
    {
        using var gate = new Gate();
        var job = await cluster.RunAsync("invoicing", new CountingJob(gate));
        var folder = Path.Combine(cluster.Folder, "savepoints");
        await using var tab = await cluster.OpenAsync();
        await tab.GoAsync($"/web/jobs/{job.JobId}");
        await tab.ClickAsync(AriaRole.Button, "Take savepoint");
        await tab.Page.GetByLabel("Folder, as all nodes see it").FillAsync(folder);
        await tab.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Take savepoint" }).ClickAsync();
        await tab.SeeAsync($"The savepoint is at {folder}");
        Directory.GetDirectories(folder).Length.ShouldBe(1);

        await tab.ClickAsync(AriaRole.Button, "Stop job");
        await tab.Page.GetByLabel("Folder, as all nodes see it").FillAsync(folder);
        await tab.PictureAsync("stop");
        await tab.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Stop job" }).ClickAsync();
        await tab.SeeAsync("The job has stopped. Its savepoint is at");
        (await job.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Finished);
        Directory.GetDirectories(folder).Length.ShouldBe(2);
        await tab.Page.Locator(".state", new() { HasText = "Finished" }).First.WaitForAsync();
        await GoneAsync(tab.Named(AriaRole.Button, "Stop job"));
    }

    [BrowserFact]
    public async Task Another_parallelism_by_click_and_what_cannot_be_says_why()
    {
        using var gate = new Gate();
        var job = await cluster.RunAsync("growing", new CountingJob(gate));
        await using var tab = await cluster.OpenAsync();
        await tab.GoAsync($"/web/jobs/{job.JobId}");
        await RescaleAsync(tab, "3", "");
        await tab.SeeAsync($"Job {job.JobId} runs at parallelism 3, from checkpoint");
        await tab.Page.Locator(".state", new() { HasText = "Running" }).First.WaitForAsync();

        await tab.ClickAsync(AriaRole.Button, "Change parallelism");
        await tab.PictureAsync("rescale");
        (await tab.InspectAsync()).ShouldBeEmpty();
        await tab.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Leave it as it is" }).ClickAsync();
        await GoneAsync(tab.Page.GetByRole(AriaRole.Dialog));
        await RescaleAsync(tab, "", "no-such=2");
        await tab.SeeAsync("has no operator with the uid 'no-such'");
        await RescaleAsync(tab, "200", "");
        await tab.SeeAsync("max parallelism, 128");
        await RescaleAsync(tab, "", "");
        await tab.SeeAsync("Nothing was to change");
        job.Status.State.ShouldBe(JobState.Running);
        await PageCluster.EndAsync(job);
    }

    [BrowserFact]
    public async Task A_savepoint_that_is_refused_says_why()
    {
        using var gate = new Gate();
        var job = await cluster.RunAsync("refusing", new CountingJob(gate));
        await using var tab = await cluster.OpenAsync();
        await tab.GoAsync($"/web/jobs/{job.JobId}");
        await tab.ClickAsync(AriaRole.Button, "Take savepoint");
        await tab.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Take savepoint" }).ClickAsync();
        await tab.Page.Locator(".outcome .bad").WaitForAsync();
        (await tab.Page.Locator(".outcome .bad").InnerTextAsync()).ShouldContain("savepoint.dir");
        await PageCluster.EndAsync(job);
    }

    [BrowserFact]
    public async Task A_job_is_cancelled_by_keyboard_and_never_without_being_asked()
    {
        using var gate = new Gate();
        var job = await cluster.RunAsync("cancelling", new CountingJob(gate));
        await using var tab = await cluster.OpenAsync();
        await tab.GoAsync($"/web/jobs/{job.JobId}");
        var cancel = tab.Named(AriaRole.Button, "Cancel job");
        await cancel.FocusAsync();
        await tab.Page.Keyboard.PressAsync("Enter");
        await FocusedAsync(tab, "Keep it running");
        await tab.Page.Keyboard.PressAsync("Escape");
        await FocusedAsync(tab, "Cancel job");
        await GoneAsync(tab.Page.GetByRole(AriaRole.Dialog));

        await tab.Page.Keyboard.PressAsync("Enter");
        await FocusedAsync(tab, "Keep it running");
        await tab.Page.Keyboard.PressAsync("Enter");
        await FocusedAsync(tab, "Cancel job");
        job.Status.State.ShouldBe(JobState.Running);

        await tab.Page.Keyboard.PressAsync("Enter");
        await FocusedAsync(tab, "Keep it running");
        (await tab.InspectAsync()).ShouldBeEmpty();
        await tab.Page.Keyboard.PressAsync("Tab");
        await FocusedAsync(tab, "Cancel job");
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.SeeAsync("The job was cancelled.");
        (await job.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Cancelled);
    }

    private static async Task RescaleAsync(Tab tab, string parallelism, string operators)
    {
        await tab.ClickAsync(AriaRole.Button, "Change parallelism");
        await tab.Page.GetByLabel("Subtasks of each operator").FillAsync(parallelism);
        await tab.Page.GetByLabel("Operators with another number").FillAsync(operators);
        await tab.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Change parallelism" }).ClickAsync();
    }

    private static Task GoneAsync(ILocator what) => what.WaitForAsync(new() { State = WaitForSelectorState.Detached });

    private static Task FocusedAsync(Tab tab, string name) =>
        tab.Page.WaitForFunctionAsync("name => document.activeElement?.localName === 'button' && document.activeElement.textContent === name", name);
}
