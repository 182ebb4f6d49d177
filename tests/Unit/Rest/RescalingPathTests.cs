using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Weir.Unit.Rest;

/// <summary>Another parallelism for a running job, in both forms that clients have.</summary>
public sealed class RescalingPathTests(RestCluster cluster) : IClassFixture<RestCluster>
{
    private const string Unknown = "00000000000000000000000000000000";

    private string Path => $"/jobs/{cluster.JobId}";

    [Fact]
    public async Task An_operation_changes_it_and_says_what_became_of_it()
    {
        using (var begun = await cluster.Client.PatchAsync($"{Path}/rescaling?parallelism=1", null))
        {
            begun.StatusCode.ShouldBe(HttpStatusCode.OK);
            var trigger = (await begun.Content.ReadFromJsonAsync<JsonNode>())!["request-id"];
            (await OutcomeAsync($"{Path}/rescaling/{trigger}")).AsObject().ShouldBeEmpty();
        }

        (await ParallelismAsync()).ShouldAllBe(parallelism => parallelism == 1);
        using var tooMuch = await cluster.Client.PatchAsync($"{Path}/rescaling?parallelism=129", null);
        var refused = (await tooMuch.Content.ReadFromJsonAsync<JsonNode>())!["request-id"];
        (await OutcomeAsync($"{Path}/rescaling/{refused}"))["failure-cause"]!["stack-trace"]!.GetValue<string>().ShouldContain("max parallelism, 128");

        // As clients of the adaptive scheduler have it.
        var requirements = (await cluster.GetAsync($"{Path}/resource-requirements")).AsObject();
        foreach (var (_, vertex) in requirements)
        {
            vertex!["parallelism"]!["upperBound"]!.GetValue<int>().ShouldBe(1);
            vertex["parallelism"]!["upperBound"] = 2;
        }

        using var put = await cluster.Client.PutAsJsonAsync($"{Path}/resource-requirements", requirements);
        put.StatusCode.ShouldBe(HttpStatusCode.OK);
        await cluster.UntilAsync(async () => (await ParallelismAsync()).All(parallelism => parallelism == 2));
    }

    [Fact]
    public async Task Operators_and_vertices_have_parallelisms_of_their_own()
    {
        var job = await cluster.SubmitAsync("by-operator");
        var path = $"/jobs/{job.JobId}";
        await cluster.UntilAsync(async () => (await cluster.GetAsync(path))["state"]!.GetValue<string>() == "RUNNING");
        var first = (await cluster.GetAsync($"{path}/resource-requirements")).AsObject();
        using (var unknown = await cluster.Client.PatchAsync($"{path}/rescaling?operator=no-such=1", null))
        {
            var refused = (await unknown.Content.ReadFromJsonAsync<JsonNode>())!["request-id"];
            (await OutcomeAsync($"{path}/rescaling/{refused}"))["failure-cause"]!["stack-trace"]!.GetValue<string>().ShouldContain("no operator with the uid 'no-such'");
        }

        // The first vertex alone.
        var vertex = first.First().Key;
        using var put = await cluster.Client.PutAsJsonAsync($"{path}/resource-requirements", new JsonObject { [vertex] = Bounds(1, 1) });
        put.StatusCode.ShouldBe(HttpStatusCode.OK);
        await cluster.UntilAsync(async () =>
        {
            var now = (await cluster.GetAsync(path))["vertices"]!.AsArray().Select(each => each!["parallelism"]!.GetValue<int>()).ToList();
            return now.Contains(1) && now.Contains(2);
        });
        job.Cancel();
        await job.Completion;
    }

    [Theory]
    [InlineData("", "Say at which parallelism")]
    [InlineData("?parallelism=0", "a number from 1 on")]
    [InlineData("?parallelism=many", "a number from 1 on")]
    [InlineData("?operator=count", "UID=N")]
    [InlineData("?operator=count=0", "a number from 1 on")]
    [InlineData("?operator=count=2&operator=count=3", "2 and 3")]
    public async Task What_is_no_parallelism_is_refused(string query, string why)
    {
        using var answer = await cluster.Client.PatchAsync($"{Path}/rescaling{query}", null);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(why);
    }

    [Fact]
    public async Task Requirements_that_cannot_be_are_refused()
    {
        var vertices = (await cluster.GetAsync($"{Path}/resource-requirements")).AsObject().Select(vertex => vertex.Key).ToArray();
        foreach (var (body, why) in new (object Body, string Why)[]
        {
            (new JsonObject { [vertices[0]] = Bounds(3, 2) }, "upper bound not below"),
            (new JsonObject { [vertices[0]] = new JsonObject() }, "lowerBound"),
            (new JsonObject { [vertices[0]] = 5 }, "cannot be read"),
        })
        {
            using var answer = await cluster.Client.PutAsJsonAsync($"{Path}/resource-requirements", body);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{body}");
            (await answer.Content.ReadAsStringAsync()).ShouldContain(why);
        }

        using var stranger = await cluster.Client.PutAsJsonAsync($"{Path}/resource-requirements", new JsonObject { [Unknown] = Bounds(1, 1) });
        stranger.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var nobody = await cluster.Client.PatchAsync($"/jobs/{Unknown}/rescaling?parallelism=2", null);
        nobody.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var never = await cluster.Client.GetAsync($"{Path}/rescaling/{Unknown}");
        never.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_job_that_has_ended_is_not_rescaled()
    {
        var job = await cluster.SubmitAsync("short-lived");
        job.Cancel();
        await job.Completion;
        using var answer = await cluster.Client.PatchAsync($"/jobs/{job.JobId}/rescaling?parallelism=1", null);
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    private static JsonObject Bounds(int lower, int upper) =>
        new() { ["parallelism"] = new JsonObject { ["lowerBound"] = lower, ["upperBound"] = upper } };

    private async Task<IReadOnlyList<int>> ParallelismAsync() =>
        [.. (await cluster.GetAsync(Path))["vertices"]!.AsArray().Select(vertex => vertex!["parallelism"]!.GetValue<int>())];

    private async Task<JsonNode> OutcomeAsync(string path)
    {
        JsonNode? outcome = null;
        await cluster.UntilAsync(async () =>
        {
            outcome = await cluster.GetAsync(path);
            return outcome["status"]!["id"]!.GetValue<string>() == "COMPLETED";
        });
        return outcome!["operation"]!;
    }
}
