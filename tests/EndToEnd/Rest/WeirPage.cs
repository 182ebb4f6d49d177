using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Weir.Browser;

namespace Weir.EndToEnd.Rest;

/// <summary>A node's own web page, where causes are read as people read them.</summary>
internal sealed partial class WeirPage : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly Tab _tab;

    private WeirPage(IPlaywright playwright, IBrowser browser, Tab tab)
    {
        _playwright = playwright;
        _browser = browser;
        _tab = tab;
    }

    /// <summary>Null: there is no browser here, and REST alone is read.</summary>
    public static async Task<WeirPage?> OpenAsync(Uri node)
    {
        if (Chromium.Program is null)
        {
            return null;
        }

        var playwright = await Playwright.CreateAsync();
        var browser = await Chromium.StartAsync(playwright);
        return new WeirPage(playwright, browser, await Tab.OpenAsync(browser, node, Look.Desktop));
    }

    /// <summary>From the list of jobs to one of a job's failures: all that REST says of it stands there.</summary>
    /// <param name="job">The job.</param>
    /// <param name="failure">The failure, as REST has it.</param>
    public async Task ShouldShowAsync(string job, JsonNode failure)
    {
        await _tab.GoAsync("/");
        await _tab.Page.Locator($"a[href='/web/jobs/{job}']").ClickAsync();
        await _tab.ClickAsync(AriaRole.Link, "Exceptions");
        var failures = _tab.Page.GetByRole(AriaRole.Article);
        await failures.First.WaitForAsync();
        await _tab.Page.EvaluateAsync("() => document.querySelectorAll('article details').forEach(trace => { trace.open = true; })");

        // A failure of the job as a whole was at no task.
        string[] said =
        [
            failure["exceptionName"]!.GetValue<string>(),
            failure["taskName"]?.GetValue<string>() ?? "The job failed",
            failure["endpoint"]?.GetValue<string>() ?? "",
            .. Lines(failure["stacktrace"]!.GetValue<string>()),
        ];
        var shown = await failures.AllInnerTextsAsync();
        shown.ShouldContain(
            text => said.All(line => text.Contains(line, StringComparison.Ordinal)), $"{string.Join('\n', said)}\nin what the page shows:\n{string.Join('\n', shown)}");
    }

    /// <summary>From the history of a job's checkpoints to the one that failed: the cause stands in both, whole.</summary>
    public async Task ShouldShowAsync(string job, long checkpoint, string cause)
    {
        await _tab.GoAsync($"/web/jobs/{job}");
        await _tab.ClickAsync(AriaRole.Link, "Checkpoints");
        await _tab.ClickAsync(AriaRole.Link, "History");
        var row = _tab.Page.GetByText($"Checkpoint {checkpoint} failed.");
        await row.WaitForAsync();
        var (reason, message) = Cause().Match(OnOneLine(cause)) is { Success: true } parts
            ? (parts.Groups["reason"].Value, parts.Groups["message"].Value)
            : throw new FormatException($"That is not how REST tells why a checkpoint failed: {cause}");
        OnOneLine(await row.InnerTextAsync()).ShouldBe($"Checkpoint {checkpoint} failed. {reason}: {message}");
        await _tab.ClickAsync(AriaRole.Link, $"Checkpoint {checkpoint}");
        await _tab.Named(AriaRole.Heading, $"Checkpoint {checkpoint}").WaitForAsync();
        OnOneLine(await _tab.Page.Locator(".notice.bad").Last.InnerTextAsync()).ShouldBe($"{reason}: {message}");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _tab.DisposeAsync();
        }
        finally
        {
            await _browser.DisposeAsync();
            _playwright.Dispose();
        }
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string OnOneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(@"^Checkpoint failed \((?<reason>[^)]+)\): (?<message>.+)$")]
    private static partial Regex Cause();
}
