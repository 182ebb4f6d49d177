using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Weir.Actors.Configuration;
using Weir.Host.Rest;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;
using Weir.Testing;

namespace Weir.Unit.Rest;

/// <summary>Why a checkpoint failed is said in words, with the subtask that it failed at.</summary>
public sealed class StorageCauseTests
{
    [Fact]
    public async Task A_checkpoint_that_storage_is_too_slow_for_names_the_subtask_that_waits_for_it()
    {
        await using var cluster = await WeirTestCluster.StartAsync(new TestClusterOptions { Configuration = "weir.checkpointing.timeout = 2 s" });
        await using var server = await ServeAsync(cluster);
        var answers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = cluster.Faults.Storage.DelayWrite(1, answers.Task);
        var job = await cluster.SubmitAsync(Count);

        var refusal = await Should.ThrowAsync<InvalidOperationException>(job.CheckpointAsync);
        slow.Count.ShouldBe(1);
        var said = await FailureAsync(server, job.Id);
        said.ShouldContain("expired");
        said.ShouldContain("(1/1): writing for");
        refusal.Message.ShouldContain("writing for");

        // The job has not been harmed.
        answers.SetResult();
        (await job.CheckpointAsync()).ShouldBe(2);
        job.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_checkpoint_that_storage_refuses_names_the_subtask_and_what_the_storage_said()
    {
        await using var cluster = await WeirTestCluster.StartAsync();
        await using var server = await ServeAsync(cluster);
        var fault = cluster.Faults.Storage.FailWrite(1);
        var job = await cluster.SubmitAsync(Count);

        await Should.ThrowAsync<InvalidOperationException>(job.CheckpointAsync);
        var said = await FailureAsync(server, job.Id);
        said.ShouldContain("asynchronous");
        said.ShouldContain("(1/1) declined it");
        said.ShouldContain(fault.Description);
        (await job.CheckpointAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task A_checkpoint_that_ends_with_a_subtask_says_what_failed_there()
    {
        await using var cluster = await WeirTestCluster.StartAsync();
        await using var server = await ServeAsync(cluster);
        var crash = cluster.Faults.CrashSubtask("count", index: 0).AtCheckpoint(1);
        var job = await cluster.SubmitAsync(Count);

        await Should.ThrowAsync<InvalidOperationException>(job.CheckpointAsync);
        var said = await FailureAsync(server, job.Id);
        said.ShouldContain("task-failure");
        said.ShouldContain("count");
        said.ShouldContain(crash.Description);
        using var client = new HttpClient { BaseAddress = server.Address };
        var failure = (await client.GetFromJsonAsync<JsonNode>($"/jobs/{job.Id}/exceptions"))!["exceptionHistory"]!["entries"]![0]!;
        failure["stacktrace"]!.GetValue<string>().ShouldContain(crash.Description);
        failure["taskName"]!.GetValue<string>().ShouldContain("count");
        failure["endpoint"]!.GetValue<string>().ShouldBe("localhost");
        await job.WhenRecoveredAsync();
        (await job.CheckpointAsync()).ShouldBeGreaterThan(1);
    }

    private static void Count(StreamEnvironment environment) =>
        environment.FromSource(new GeneratorSource<long>(null, n => n % 10, recordsPerSecond: 200)).KeyBy(key => key).Count().WithName("count")
            .SinkTo(new CollectSink<(long Key, long Count)>());

    private static Task<RestServer> ServeAsync(WeirTestCluster cluster)
    {
        var config = RestCluster.Settings("weir.rest { port = 0, freshness = 0 s }").WithFallback(ReferenceConfiguration.Config);
        var weir = cluster.Nodes[0].Weir;
        return RestServer.StartAsync(RestSettings.Read(config), weir.Node, jobId => weir.FindJobAsync(jobId), config, TimeProvider.System, _ => { });
    }

    /// <summary>Of the latest checkpoint that has failed.</summary>
    private static async Task<string> FailureAsync(RestServer server, string jobId)
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        var failed = (await client.GetFromJsonAsync<JsonNode>($"/jobs/{jobId}/checkpoints"))!["latest"]!["failed"]!;
        var details = await client.GetFromJsonAsync<JsonNode>($"/jobs/{jobId}/checkpoints/details/{failed["id"]}");
        return details!["failure_message"]!.GetValue<string>();
    }
}
