using Microsoft.Playwright;
using Weir.Actors.Jobs;
using Weir.Browser.Jobs;

namespace Weir.Browser;

[Collection(PageCollection.Name)]
public class FailureCauseTests(PageCluster cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [BrowserFact]
    public async Task What_a_function_threw_is_read_back_from_REST_and_from_the_page()
    {
        var job = await cluster.SubmitAsync("pricing", new ThrowingJob());
        (await job.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Failed);

        var exceptions = await cluster.GetAsync($"/jobs/{job.JobId}/exceptions");
        var entries = exceptions["exceptionHistory"]!["entries"]!.AsArray();
        entries.Count.ShouldBe(2, "the one restart that the job may have, and its end");
        foreach (var entry in entries)
        {
            entry!["stacktrace"]!.GetValue<string>().ShouldContain(ThrowingJob.Message);
            entry["stacktrace"]!.GetValue<string>().ShouldContain("Pricing.Process");
            entry["taskName"]!.GetValue<string>().ShouldContain("pricing");
        }

        await using var tab = await cluster.OpenAsync();
        await tab.GoAsync("/");
        await tab.Page.Locator("tr", new() { HasText = "Failed" }).GetByRole(AriaRole.Link, new() { Name = "pricing" }).ClickAsync();
        await tab.Page.Locator(".notice.bad", new() { HasText = ThrowingJob.Message }).WaitForAsync();
        await tab.ClickAsync(AriaRole.Link, "Exceptions");
        await tab.SeeAsync("Why the job failed");
        var notices = tab.Page.Locator(".notice.bad", new() { HasText = ThrowingJob.Message });
        await notices.Nth(2).WaitForAsync();
        (await notices.CountAsync()).ShouldBe(3, "the job's, and that of each failure");
        await tab.Page.Locator("article", new() { HasText = "It ran again" }).GetByText("Restore state").WaitForAsync();
        await tab.Page.GetByText("Stack trace").First.ClickAsync();
        (await tab.Page.Locator("pre").First.InnerTextAsync()).ShouldContain("Pricing.Process");
        (await tab.InspectAsync()).ShouldBeEmpty();
        await tab.PictureAsync("exceptions");
    }
}
