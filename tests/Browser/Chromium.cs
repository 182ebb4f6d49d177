using Microsoft.Playwright;

namespace Weir.Browser;

/// <summary>The system's own browser: none is downloaded.</summary>
internal static class Chromium
{
    public static string? Program { get; } = ((string[])["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]).FirstOrDefault(File.Exists);

    /// <summary>Null: it is there.</summary>
    public static string? SkipReason { get; } = Program is null ? "The page is looked at with a browser (chromium), which is not installed here." : null;

    public static Task<IBrowser> StartAsync(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program, Args = ["--no-sandbox", "--disable-gpu"] });
}
