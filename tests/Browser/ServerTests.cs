using System.Diagnostics;
using Akka.Configuration;
using Microsoft.Playwright;
using Weir.Actors.Nodes;

namespace Weir.Browser;

/// <summary>Servers of their own in front of the cluster.</summary>
[Collection(PageCollection.Name)]
public class ServerTests(PageCluster cluster)
{
    [BrowserFact]
    public async Task A_node_does_not_wait_for_those_who_look_at_its_page()
    {
        // As a node ends: what answers is gone before the server is.
        await using var ending = MiniCluster.Start(ConfigurationFactory.ParseString("akka.loglevel = WARNING"));
        var server = await cluster.StartServerAsync(PageCluster.Settings("weir.rest { port = 0, refresh-interval = 100 ms }"), ending);
        await using var tab = await cluster.OpenAsync(server: server);
        await tab.GoAsync("/");
        await tab.SeeAsync("No job is running.");

        // The browser tries to come back in each way that it knows, and its console has an error of each.
        tab.Expect("");
        await ending.DisposeAsync();
        var begun = Stopwatch.GetTimestamp();
        await server.DisposeAsync();
        Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(15));
        await tab.SeeAsync("The connection to the node was lost.");
    }

    [BrowserFact]
    public async Task Where_a_token_is_wanted_the_page_asks_for_it()
    {
        var file = Path.Combine(cluster.Folder, "token");
        await File.WriteAllTextAsync(file, "let me in\n");
        await using var server = await cluster.StartServerAsync(PageCluster.Settings($"weir.rest {{ port = 0, token-file = \"{file}\" }}"));
        await using var tab = await cluster.OpenAsync(server: server);
        tab.Expect("401 (Unauthorized)");
        await tab.Page.GotoAsync("/");
        await tab.SignInAsync("let me out");
        await tab.SeeAsync("That is not the token of this server.");
        (await tab.InspectAsync()).ShouldBeEmpty();

        await tab.SignInAsync("let me in");
        await tab.Page.Locator("main[aria-busy=false]").WaitForAsync();
        await tab.ClickAsync(AriaRole.Link, "Task managers");
        await tab.SeeAsync("slots are free");

        // The cookie is the page's alone: another site could make the browser send it.
        var answer = await tab.Page.GotoAsync("/jobs/overview");
        answer!.Status.ShouldBe(401);
    }
}
