using Microsoft.Playwright;
using Weir.Browser.Jobs;

namespace Weir.Browser;

[Collection(PageCollection.Name)]
public class CheckpointPageTests(PageCluster cluster)
{
    [BrowserFact]
    public async Task From_the_list_of_jobs_to_the_subtask_that_a_checkpoint_waits_for()
    {
        using var gate = new Gate();
        var job = await cluster.RunAsync("order-counts", new CountingJob(gate));
        await job.TriggerCheckpointAsync();
        await using var tab = await cluster.OpenAsync();
        await tab.GoAsync("/");
        await tab.ClickAsync(AriaRole.Link, "order-counts");
        await tab.Page.GetByText("watermark 2026-").First.WaitForAsync();
        await tab.FlowAsync();
        await tab.PictureAsync("job");
        gate.Close();
        var held = job.TriggerCheckpointAsync();
        await tab.ClickAsync(AriaRole.Link, "Checkpoints");
        await tab.ClickAsync(AriaRole.Link, "History");
        await tab.Page.Locator("tr", new() { HasText = "In progress" }).GetByRole(AriaRole.Link).ClickAsync();
        await tab.SeeAsync("Not acknowledged: archive (2/2)");
        (await tab.Page.Locator("tr.suspect").AllInnerTextsAsync()).ShouldHaveSingleItem().ShouldContain("Not acknowledged");
        var number = long.Parse(new Uri(tab.Page.Url).Segments[^1], System.Globalization.CultureInfo.InvariantCulture);

        // The page lives: what comes is seen without loading it again.
        await tab.Page.EvaluateAsync("() => { window.isTheSame = true; }");
        gate.Open();
        (await held).ShouldBe(number);
        await tab.SeeAsync("The slowest: archive (2/2)");
        (await tab.Page.Locator("tr.suspect").InnerTextAsync()).ShouldContain(", the slowest");
        (await tab.Page.Locator("svg.timeline .row.suspect title").TextContentAsync()).ShouldBe("archive (2/2)");
        (await tab.Page.EvaluateAsync<bool>("() => window.isTheSame")).ShouldBeTrue();
        await tab.PictureAsync("checkpoint");

        await tab.ClickAsync(AriaRole.Link, "All checkpoints");
        await tab.ClickAsync(AriaRole.Link, "Summary");
        await tab.SeeAsync("End-to-end duration");
        await tab.Page.GetByLabel("About its checkpoints").GetByRole(AriaRole.Link, new() { Name = "Configuration" }).ClickAsync();
        await tab.SeeAsync("Exactly once");
        await PageCluster.EndAsync(job);
    }

    [BrowserFact]
    public async Task A_failed_checkpoint_shows_its_cause()
    {
        using var gate = new Gate();
        var job = await cluster.RunAsync("abandoning", new CountingJob(gate));
        await job.TriggerCheckpointAsync();
        gate.Close();
        var held = job.TriggerCheckpointAsync();
        await using var tab = await cluster.OpenAsync();
        await tab.GoAsync($"/web/jobs/{job.JobId}/checkpoints/history");
        await tab.SeeAsync("In progress");
        await job.InjectFailureAsync(job.Topology.Subtasks[0], "a failure in between");
        await Should.ThrowAsync<InvalidOperationException>(held);
        gate.Open();
        await tab.Page.Locator("tr", new() { HasText = "Failed" }).GetByRole(AriaRole.Link).ClickAsync();
        await tab.Page.Locator(".notice.bad").WaitForAsync();
        var latest = (await cluster.GetAsync($"/jobs/{job.JobId}/checkpoints"))["latest"]!["failed"]!;
        const string cause = "the job's tasks are stopped";
        (await tab.Page.Locator(".notice.bad").InnerTextAsync()).ShouldContain(cause);
        latest["failure_message"]!.GetValue<string>().ShouldContain(cause);
        await PageCluster.EndAsync(job);
    }
}
