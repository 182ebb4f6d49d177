using System.Diagnostics;
using System.Text;

namespace Weir.EndToEnd.Rest;

/// <summary>Flink's own web page in front of a node, seen with a browser that has no screen.</summary>
internal sealed class FlinkPage : IDisposable
{
    private static readonly string? Command = FlinkClient.Find("flink-dashboard");
    private static readonly string? Browser = ((string[])["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]).FirstOrDefault(File.Exists);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _server;
    private readonly StringBuilder _said = new();

    private FlinkPage(Process server, Uri address)
    {
        _server = server;
        Address = address;
        server.OutputDataReceived += (_, line) => Note(line.Data);
        server.ErrorDataReceived += (_, line) => Note(line.Data);
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
    }

    /// <summary>Null: page, Java and browser are there.</summary>
    public static string? SkipReason { get; } = FlinkClient.SkipReason ?? (Browser is null ? "Flink's page needs a browser (chromium), which is not installed here." : null);

    public Uri Address { get; }

    /// <summary>Its lines: each request that the node refused.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>Serves the page, and waits until it is there.</summary>
    public static async Task<FlinkPage> StartAsync(Uri rest, int port)
    {
        var server = Process.Start(new ProcessStartInfo(Command!, [$"{port}", rest.GetLeftPart(UriPartial.Authority)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var page = new FlinkPage(server, new Uri($"http://127.0.0.1:{port}"));
        using var client = new HttpClient { BaseAddress = page.Address };
        using var limit = new CancellationTokenSource(Patience);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await tick.WaitForNextTickAsync(limit.Token))
        {
            try
            {
                await client.GetStringAsync("/overview", limit.Token);
                break;
            }
            catch (HttpRequestException)
            {
                // It is not there yet.
            }
        }

        return page;
    }

    /// <summary>Opens a tab of the page.</summary>
    /// <returns>The text of its elements, and what the browser's console says is wrong.</returns>
    public async Task<(string Document, string[] Errors)> OpenAsync(string tab, string profile)
    {
        using var browser = Process.Start(new ProcessStartInfo(
            Browser!,
            ["--headless", "--no-sandbox", "--disable-gpu", $"--user-data-dir={profile}", "--enable-logging=stderr", "--v=0", "--virtual-time-budget=6000", "--dump-dom", $"{Address}#/{tab}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var document = browser.StandardOutput.ReadToEndAsync();
        var log = browser.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await browser.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException tooLate)
        {
            browser.Kill(entireProcessTree: true);
            throw new TimeoutException($"The browser has not ended within {Patience}, at {tab}.", tooLate);
        }

        return (await document, [.. (await log).Split('\n').Where(line => line.Contains(":CONSOLE", StringComparison.Ordinal) && line.Contains("rror", StringComparison.Ordinal))]);
    }

    public void Dispose()
    {
        if (!_server.HasExited)
        {
            _server.Kill(entireProcessTree: true);
        }

        _server.Dispose();
    }

    private void Note(string? line)
    {
        lock (_said)
        {
            _said.AppendLine(line);
        }
    }
}

/// <summary>Skipped, with the reason, where Flink's page, Java or a browser is not at hand.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FlinkPageFactAttribute : FactAttribute
{
    public FlinkPageFactAttribute() => Skip = FlinkPage.SkipReason;
}
