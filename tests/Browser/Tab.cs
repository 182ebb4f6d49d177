using System.Reflection;
using Microsoft.Playwright;

namespace Weir.Browser;

/// <summary>A tab of the browser. Closing it fails the test if the browser's console had an error.</summary>
internal sealed class Tab : IAsyncDisposable
{
    private static readonly string Inspection = Read("inspection.js");
    private readonly IBrowserContext _context;
    private readonly List<string> _errors = [];
    private readonly List<string> _expected = [];

    private Tab(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) => Note(message.Type == "error" ? message.Text : null);
        page.PageError += (_, error) => Note(error);
    }

    public IPage Page { get; }

    public static async Task<Tab> OpenAsync(IBrowser browser, Uri address, Look look)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            ViewportSize = new ViewportSize { Width = look.Width, Height = look.Height },
            TimezoneId = "UTC",
            ColorScheme = look.IsDark ? ColorScheme.Dark : ColorScheme.Light,
        });
        context.SetDefaultTimeout(60_000);
        return new Tab(context, await context.NewPageAsync());
    }

    /// <summary>Opens a page, and waits until it lives: what is clicked before is lost.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await Page.Locator("main[aria-busy=false]").WaitForAsync();
    }

    public async Task SignInAsync(string token)
    {
        await Page.GetByLabel("Token of this server").FillAsync(token);
        await ClickAsync(AriaRole.Button, "Sign in");
    }

    /// <summary>Waits until an element with that text is seen.</summary>
    public Task SeeAsync(string text) => Page.GetByText(text).First.WaitForAsync();

    /// <summary>Waits until the graph of a job shows that records flow.</summary>
    public Task FlowAsync() => Page.WaitForFunctionAsync("() => /out [1-9][^·]*\\/s/.test(document.querySelector('svg.graph')?.textContent)");

    /// <summary>Clicks the link or button of a name.</summary>
    public Task ClickAsync(AriaRole role, string name) => Named(role, name).ClickAsync();

    public ILocator Named(AriaRole role, string name) => Page.GetByRole(role, new PageGetByRoleOptions { Name = name, Exact = true });

    /// <summary>What those who cannot see well, or use no mouse, would stumble over.</summary>
    public Task<string[]> InspectAsync() => Page.EvaluateAsync<string[]>(Inspection);

    /// <summary>For the documentation, where WEIR_PICTURES names a folder.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("WEIR_PICTURES") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png") });
        }
    }

    /// <summary>Errors with that text in them are meant to be there.</summary>
    public void Expect(string error) => _expected.Add(error);

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        lock (_errors)
        {
            _errors.Where(error => !_expected.Exists(expected => error.Contains(expected, StringComparison.Ordinal))).ShouldBeEmpty("errors in the browser's console");
        }
    }

    private static string Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private void Note(string? error)
    {
        if (error is not null)
        {
            lock (_errors)
            {
                _errors.Add(error);
            }
        }
    }
}
