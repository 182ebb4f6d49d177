using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Weir.Unit.Rest;

/// <summary>What a key has now, of the subtask that has it.</summary>
[Collection(RestCollection.Name)]
public sealed class LiveStatePathTests(RestCluster cluster)
{
    private string Path => $"/jobs/{cluster.JobId}/state";

    [Fact]
    public async Task A_key_is_looked_up_live()
    {
        var (uid, name) = await StateAsync();
        JsonNode? answer = null;
        await cluster.UntilAsync(async () =>
        {
            answer = await cluster.GetAsync($"{Path}?from=live&operator={uid}&state={name}&key=7");
            return answer["states"]![0]!["entries"]!.AsArray().Count == 1;
        });
        (answer!["from"]!.GetValue<string>(), answer["checkpoint-id"]).ShouldBe(("live", null));
        var entry = answer["states"]![0]!["entries"]![0]!;
        entry["key"]!.GetValue<long>().ShouldBe(7);
        var before = entry["value"]!.GetValue<long>();
        before.ShouldBeGreaterThan(0);

        // Without a checkpoint in between it goes on.
        await cluster.UntilAsync(async () =>
            (await cluster.GetAsync($"{Path}?from=live&operator={uid}&state={name}&key=7"))["states"]![0]!["entries"]![0]!["value"]!.GetValue<long>() > before);
        (await cluster.GetAsync($"{Path}?from=live&operator={uid}&state={name}&key=11"))["states"]![0]!["entries"]!.AsArray().ShouldBeEmpty();
        (await cluster.GetAsync($"{Path}?from=checkpoint&operator={uid}&state={name}&key=7"))["from"]!.GetValue<string>().ShouldBe("checkpoint");
    }

    [Fact]
    public async Task What_cannot_be_looked_up_is_refused()
    {
        var (uid, name) = await StateAsync();
        foreach (var (query, why) in new[]
        {
            ($"?from=live&operator={uid}&state={name}&key=seven", "is no int64"),
            ("?from=live&operator=nobody&state=x&key=7", "There is no operator 'nobody'"),
            ($"?from=live&operator={uid}&state=nothing&key=7", "There is no state 'nothing'"),
            ($"?from=live&operator={uid}&state={name}", "one key of one state"),
            ("?from=hearsay", "must be live or checkpoint"),
        })
        {
            using var refused = await cluster.Client.GetAsync($"{Path}{query}");
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest, query);
            (await refused.Content.ReadFromJsonAsync<JsonNode>())!["errors"]![0]!.GetValue<string>().ShouldContain(why);
        }

        var job = await cluster.SubmitAsync("soon over");
        job.Cancel();
        await job.Completion;
        using var over = await cluster.Client.GetAsync($"/jobs/{job.JobId}/state?from=live&operator={uid}&state={name}&key=7");
        over.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    private async Task<(string Uid, string Name)> StateAsync()
    {
        var states = (await cluster.GetAsync(Path))["states"]!.AsArray();
        var count = states.Single(state => state!["kind"]!.GetValue<string>() == "Value")!;
        return (Uri.EscapeDataString(count["operator"]!.GetValue<string>()), count["state"]!.GetValue<string>());
    }
}
