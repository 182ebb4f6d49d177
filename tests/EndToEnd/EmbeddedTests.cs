using System.Net;
using System.Net.Http.Json;
using System.Runtime.InteropServices;

namespace Weir.EndToEnd;

/// <summary>The sample application that Weir lives in, as its users meet it.</summary>
public sealed class EmbeddedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Counts_are_shown_once_they_are_safe_and_go_on_after_the_application_was_killed()
    {
        using var folder = new TestFolder();
        using (var application = await ApplicationAsync(folder))
        {
            for (var i = 0; i < 20; i++)
            {
                await application.VisitAsync("home");
            }

            await application.VisitAsync("about us");
            await application.ShouldShowAsync(("home", 20), ("about us", 1));
            await application.Process.KillAsync();
        }

        using (var application = await ApplicationAsync(folder))
        {
            await application.VisitAsync("home");
            await application.ShouldShowAsync(("home", 21));
            application.Process.Signal(PosixSignal.SIGTERM);
            await application.Process.ExitAsync();
            application.Process.ExitCode.ShouldBe(0, application.Process.ToString());
        }
    }

    private static async Task<Application> ApplicationAsync(TestFolder folder)
    {
        var process = WeirProcess.StartProgram(
            folder, "Weir.Samples.Embedded.dll", "--urls", "http://127.0.0.1:0", "--checkpoints", Path.Combine(folder.Path, "checkpoints"));
        const string Listening = "Now listening on: ";
        await process.PrintsAsync(text => text.Contains(Listening, StringComparison.Ordinal) && text.Contains("Application started", StringComparison.Ordinal));
        var output = process.Output;
        var address = output[(output.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Split('\n')[0].Trim();
        return new Application(process, new HttpClient { BaseAddress = new Uri(address), Timeout = Patience });
    }

    private sealed class Application(WeirProcess process, HttpClient client) : IDisposable
    {
        public WeirProcess Process => process;

        /// <summary>A visit is refused while the job is not open for visits: then it is tried again.</summary>
        public async Task VisitAsync(string page)
        {
            using var limit = new CancellationTokenSource(Patience);
            while (true)
            {
                using var response = await client.PostAsync($"/visits/{Uri.EscapeDataString(page)}", content: null, limit.Token);
                if (response.StatusCode == HttpStatusCode.Accepted)
                {
                    return;
                }

                response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, process.ToString());
                await Task.Delay(20, limit.Token);
            }
        }

        public async Task ShouldShowAsync(params (string Page, long Visits)[] expected)
        {
            using var limit = new CancellationTokenSource(Patience);
            while (true)
            {
                var counts = await client.GetFromJsonAsync<Dictionary<string, long>>("/counts", limit.Token);
                foreach (var (page, visits) in expected)
                {
                    counts!.GetValueOrDefault(page).ShouldBeLessThanOrEqualTo(visits, page);
                }

                if (expected.All(count => counts!.GetValueOrDefault(count.Page) == count.Visits))
                {
                    return;
                }

                await Task.Delay(20, limit.Token);
            }
        }

        public void Dispose()
        {
            client.Dispose();
            process.Dispose();
        }
    }
}
