using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Weir.Actors.History;
using Weir.Actors.Jobs;
using Weir.Host.Rest;

namespace Weir.Unit.Rest;

/// <summary>Each path, with its status and the shape of what it answers: that of what a real Flink has answered.</summary>
[Collection(RestCollection.Name)]
public class RestPathTests(RestCluster cluster)
{
    private const string Unknown = "00000000000000000000000000000000";

    public static TheoryData<string, string, int> Recorded => new()
    {
        { "overview", "/overview", 200 },
        { "config", "/config", 200 },
        { "jobs", "/jobs", 200 },
        { "jobs-overview", "/jobs/overview", 200 },
        { "job", "/jobs/:job", 200 },
        { "job-plan", "/jobs/:job/plan", 200 },
        { "job-status", "/jobs/:job/status", 200 },
        { "job-config", "/jobs/:job/config", 200 },
        { "job-exceptions", "/jobs/:job/exceptions?maxExceptions=10", 200 },
        { "job-accumulators", "/jobs/:job/accumulators", 200 },
        { "job-metrics", "/jobs/:job/metrics", 200 },
        { "job-metrics-values", "/jobs/:job/metrics?get=numRestarts,lastCheckpointDuration,uptime", 200 },
        { "checkpoints", "/jobs/:job/checkpoints", 200 },
        { "checkpoints-config", "/jobs/:job/checkpoints/config", 200 },
        { "checkpoint-details", "/jobs/:job/checkpoints/details/:n", 200 },
        { "checkpoint-subtasks", "/jobs/:job/checkpoints/details/:n/subtasks/:vertex", 200 },
        { "vertex", "/jobs/:job/vertices/:vertex", 200 },
        { "vertex-subtask", "/jobs/:job/vertices/:vertex/subtasks/0", 200 },
        { "vertex-subtasktimes", "/jobs/:job/vertices/:vertex/subtasktimes", 200 },
        { "vertex-taskmanagers", "/jobs/:job/vertices/:vertex/taskmanagers", 200 },
        { "vertex-watermarks", "/jobs/:job/vertices/:vertex/watermarks", 200 },
        { "vertex-backpressure", "/jobs/:job/vertices/:vertex/backpressure", 200 },
        { "vertex-accumulators", "/jobs/:job/vertices/:vertex/accumulators", 200 },
        { "vertex-metrics", "/jobs/:job/vertices/:vertex/metrics", 200 },
        { "vertex-subtasks-metrics", "/jobs/:job/vertices/:vertex/subtasks/metrics", 200 },
        { "taskmanagers", "/taskmanagers", 200 },
        { "taskmanager", "/taskmanagers/:taskmanager", 200 },
        { "jobmanager-config", "/jobmanager/config", 200 },
        { "jobmanager-environment", "/jobmanager/environment", 200 },
        { "jobmanager-metrics", "/jobmanager/metrics", 200 },
        { "datasets", "/datasets", 200 },
        { "jars", "/jars", 200 },
        { "error-unknown-job", $"/jobs/{Unknown}", 404 },
        { "error-bad-job-id", "/jobs/zzz", 400 },
        { "error-bad-checkpoint-id", "/jobs/:job/checkpoints/details/abc", 400 },
        { "checkpoint-details-unknown", "/jobs/:job/checkpoints/details/99999999", 404 },
        { "error-unknown-path", "/nothing", 404 },
    };

    [RecordedFlinkTheory]
    [MemberData(nameof(Recorded))]
    public async Task A_path_answers_as_Flink_does(string recorded, string path, int status)
    {
        foreach (var prefix in (string[])["", "/v1"])
        {
            using var answer = await cluster.Client.GetAsync(prefix + await ResolveAsync(path));
            ((int)answer.StatusCode).ShouldBe(status, await answer.Content.ReadAsStringAsync());
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
            var body = await answer.Content.ReadFromJsonAsync<JsonNode>();
            JsonShape.Differences(RecordedFlink.Answer(recorded), body).ShouldBeEmpty($"{path}: {body}");
        }
    }

    [Fact]
    public async Task The_document_names_every_path()
    {
        var document = await cluster.GetAsync("/openapi.json");
        document["openapi"]!.GetValue<string>().ShouldStartWith("3.1");
        var paths = document["paths"]!.AsObject();
        paths.Count.ShouldBeGreaterThan(30);
        foreach (var path in (string[])["/events", "/metrics", "/openapi.json", "/jars", "/cluster", "/jobs/{jobid}/alerts"])
        {
            paths.ContainsKey(path).ShouldBeTrue(path);
        }

        paths["/jars/upload"]!["post"]!["requestBody"]!["content"]!["multipart/form-data"].ShouldNotBeNull();
        paths["/jars/{uploadid}/run"]!["post"]!["requestBody"]!["content"]!["application/json"].ShouldNotBeNull();
        paths["/jobs/{jobid}"]!["patch"]!["responses"]!["202"].ShouldNotBeNull();
        paths["/jobs/{jobid}/checkpoints"]!["post"]!["requestBody"].ShouldNotBeNull();
        document["components"]!["schemas"]!["OverviewAnswer"]!["properties"]!["slots-total"].ShouldNotBeNull();
    }

    [Fact]
    public async Task State_is_looked_up_in_the_latest_checkpoint_by_its_operator_name_and_key()
    {
        var path = $"/jobs/{cluster.JobId}/state";
        var all = await cluster.GetAsync(path);
        all["from"]!.GetValue<string>().ShouldBe("checkpoint");
        Number(all["checkpoint-id"]).ShouldBeGreaterThan(0);
        Number(all["taken-timestamp"]).ShouldBeGreaterThan(0);
        var count = all["states"]!.AsArray().Single(state => state!["kind"]!.GetValue<string>() == "Value")!;
        count["keys"]!.GetValue<string>().ShouldBe("int64");
        count["entries"].ShouldBeNull();
        var (uid, name) = (Uri.EscapeDataString(count["operator"]!.GetValue<string>()), count["state"]!.GetValue<string>());

        // The numbers modulo 10 are counted.
        await cluster.UntilAsync(async () => (await cluster.GetAsync($"{path}?operator={uid}&state={name}"))["states"]![0]!["entries"]!.AsArray().Count == 10);
        var entry = (await cluster.GetAsync($"{path}?operator={uid}&state={name}&key=7"))["states"]!.AsArray().ShouldHaveSingleItem()!["entries"]!.AsArray().ShouldHaveSingleItem()!;
        Number(entry["key"]).ShouldBe(7);
        Number(entry["value"]).ShouldBeGreaterThan(0);
        (await cluster.GetAsync($"{path}?operator={uid}&state={name}&limit=3"))["states"]![0]!["entries"]!.AsArray().Count.ShouldBe(3);
        (await cluster.GetAsync($"{path}?operator={uid}&state={name}&key=11"))["states"]![0]!["entries"]!.AsArray().ShouldBeEmpty();
        foreach (var (query, expected) in (IEnumerable<(string, string)>)
            [($"?operator={uid}&state={name}&key=seven", "is no int64"), ("?operator=nobody&state=x", "has no state of an operator 'nobody'"), ("?key=7", "say which"), ("?limit=1001", "from 0 to 1000")])
        {
            using var refused = await cluster.Client.GetAsync(path + query);
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest, query);
            (await refused.Content.ReadAsStringAsync()).ShouldContain(expected);
        }
    }

    [Fact]
    public async Task Settings_of_a_running_job_change_and_others_are_refused()
    {
        var path = $"/jobs/{cluster.JobId}/config";
        using var changed = await cluster.Client.PatchAsJsonAsync(path, new { settings = new { timeout = "9 min" } });
        (await changed.Content.ReadFromJsonAsync<JsonNode>())!["settings"]!.GetValue<string>().ShouldContain("timeout");
        await cluster.UntilAsync(async () => Number((await cluster.GetAsync($"/jobs/{cluster.JobId}/checkpoints/config"))["timeout"]) == 540_000);

        using var refused = await cluster.Client.PatchAsJsonAsync(path, new { settings = new { mode = "at-least-once" } });
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("can't be changed while the job runs");
        using var none = await cluster.Client.PatchAsync(path, content: null);
        none.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Settings_of_checkpoints_that_only_Weir_has_are_shown()
    {
        var config = await cluster.GetAsync($"/jobs/{cluster.JobId}/checkpoints/config");
        Number(config["weir"]!["max_in_flight_bytes"]).ShouldBe(256L * 1024 * 1024);
        config["weir"]!["incremental"]!.GetValue<bool>().ShouldBeTrue();
        config["weir"]!["local_recovery"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task Figures_of_checkpoints_agree_with_each_other()
    {
        var all = await cluster.GetAsync($"/jobs/{cluster.JobId}/checkpoints");
        var counts = all["counts"]!;
        Number(counts["total"]).ShouldBe(Number(counts["completed"]) + Number(counts["failed"]) + Number(counts["in_progress"]));
        Number(counts["restored"]).ShouldBeGreaterThan(0);
        var completed = all["history"]!.AsArray().First(entry => entry!["status"]!.GetValue<string>() == "COMPLETED")!;
        Number(completed["num_acknowledged_subtasks"]).ShouldBe(Number(completed["num_subtasks"]));

        var details = await cluster.GetAsync($"/jobs/{cluster.JobId}/checkpoints/details/{completed["id"]}");
        Number(details["state_size"]).ShouldBe(details["tasks"]!.AsObject().Sum(task => Number(task.Value!["state_size"])));
        foreach (var (vertex, task) in details["tasks"]!.AsObject())
        {
            var subtasks = await cluster.GetAsync($"/jobs/{cluster.JobId}/checkpoints/details/{completed["id"]}/subtasks/{vertex}");
            Number(subtasks["state_size"]).ShouldBe(Number(task!["state_size"]));
            subtasks["subtasks"]!.AsArray().Sum(subtask => Number(subtask!["state_size"])).ShouldBe(Number(task["state_size"]));
        }
    }

    [Fact]
    public async Task A_failure_is_in_the_history_with_its_cause_and_place()
    {
        var exceptions = await cluster.GetAsync($"/jobs/{cluster.JobId}/exceptions");
        var entries = exceptions["exceptionHistory"]!["entries"]!.AsArray();
        var failure = entries.Single(entry => entry!["stacktrace"]!.GetValue<string>().Contains("a failure for the history", StringComparison.Ordinal))!;
        failure["taskName"]!.GetValue<string>().ShouldEndWith("(1/2)");
        var none = await cluster.GetAsync($"/jobs/{cluster.JobId}/exceptions?maxExceptions=0");
        none["exceptionHistory"]!["entries"]!.AsArray().ShouldBeEmpty();
        none["exceptionHistory"]!["truncated"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task A_checkpoint_can_be_asked_for_and_its_outcome_too()
    {
        using var begun = await cluster.Client.PostAsJsonAsync($"/v1/jobs/{cluster.JobId}/checkpoints", new { checkpointType = "CONFIGURED", triggerId = (string?)null });
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var trigger = (await begun.Content.ReadFromJsonAsync<JsonNode>())!["request-id"]!.GetValue<string>();
        JsonNode? outcome = null;
        await cluster.UntilAsync(async () =>
        {
            outcome = await cluster.GetAsync($"/v1/jobs/{cluster.JobId}/checkpoints/{trigger}");
            return outcome["status"]!["id"]!.GetValue<string>() == "COMPLETED";
        });
        Number(outcome!["operation"]!["checkpointId"]).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_savepoint_that_is_asked_for_twice_with_one_id_is_taken_once_and_can_be_deleted()
    {
        var folder = Directory.CreateTempSubdirectory("weir-rest-savepoints-").FullName;
        var trigger = Guid.NewGuid().ToString("N");
        var body = new JsonObject { ["target-directory"] = $"file://{folder}", ["cancel-job"] = false, ["formatType"] = "CANONICAL", ["triggerId"] = trigger };
        for (var time = 1; time <= 2; time++)
        {
            using var begun = await cluster.Client.PostAsJsonAsync($"/jobs/{cluster.JobId}/savepoints", body);
            begun.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            (await begun.Content.ReadFromJsonAsync<JsonNode>())!["request-id"]!.GetValue<string>().ShouldBe(trigger);
        }

        var outcome = await OutcomeAsync($"/jobs/{cluster.JobId}/savepoints/{trigger}");
        var location = outcome["location"]!.GetValue<string>();
        Directory.GetDirectories(folder).ShouldHaveSingleItem().ShouldBe(location);
        var latest = (await cluster.GetAsync($"/jobs/{cluster.JobId}/checkpoints"))["latest"]!["savepoint"]!;
        (latest["is_savepoint"]!.GetValue<bool>(), latest["savepointFormat"]!.GetValue<string>(), latest["external_path"]!.GetValue<string>()).ShouldBe((true, "CANONICAL", location));

        using var disposal = await cluster.Client.PostAsJsonAsync("/savepoint-disposal", new JsonObject { ["savepoint-path"] = location });
        disposal.StatusCode.ShouldBe(HttpStatusCode.OK);
        var disposed = await OutcomeAsync($"/savepoint-disposal/{(await disposal.Content.ReadFromJsonAsync<JsonNode>())!["request-id"]}");
        disposed.AsObject().ShouldBeEmpty();
        Directory.GetDirectories(folder).ShouldBeEmpty();
        Directory.Delete(folder);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_in_the_outcome()
    {
        using var begun = await cluster.Client.PostAsJsonAsync($"/jobs/{Unknown}/stop", new JsonObject { ["drain"] = true });
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var trigger = (await begun.Content.ReadFromJsonAsync<JsonNode>())!["request-id"];
        var failure = (await OutcomeAsync($"/jobs/{Unknown}/savepoints/{trigger}"))["failure-cause"]!;
        failure["stack-trace"]!.GetValue<string>().ShouldContain($"Job {Unknown} not found");
        Convert.FromBase64String(failure["serialized-throwable"]!.GetValue<string>())[..4].ShouldBe([0xac, 0xed, 0, 5]);
        using var nothing = await cluster.Client.PostAsJsonAsync("/savepoint-disposal", new JsonObject());
        nothing.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_job_is_cancelled_once_and_then_is_over()
    {
        var job = await cluster.SubmitAsync("to be cancelled");
        var path = $"/jobs/{job.JobId}";
        using (var wrong = await cluster.Client.PatchAsync($"{path}?mode=destroy", null))
        {
            wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        using (var begun = await cluster.Client.PatchAsync($"{path}?mode=cancel", null))
        {
            begun.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            (await begun.Content.ReadAsStringAsync()).ShouldBe("{}");
        }

        await job.Completion.WaitAsync(TimeSpan.FromSeconds(60));
        await cluster.UntilAsync(async () => (await cluster.GetAsync(path))["state"]!.GetValue<string>() == "CANCELED");
        using (var again = await cluster.Client.PatchAsync(path, null))
        {
            again.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        var ended = await cluster.GetAsync(path);
        Number(ended["end-time"]).ShouldBeGreaterThan(Number(ended["start-time"]));
        ended["vertices"]!.AsArray().Select(vertex => vertex!["status"]!.GetValue<string>()).ShouldAllBe(status => status == "CANCELED");
        Number((await cluster.GetAsync($"{path}/checkpoints"))["counts"]!["in_progress"]).ShouldBe(0);
    }

    [Theory]
    [InlineData(JobState.Created, "CREATED")]
    [InlineData(JobState.Running, "SCHEDULED")]
    [InlineData(JobState.Cancelled, "CANCELED")]
    [InlineData(JobState.Failed, "CANCELED")]
    public void A_subtask_that_has_never_run_is_not_awaited_when_its_job_is_over(JobState job, string expected) =>
        Wording.Of(new SubtaskInspection(null, default!, 0, 0), job).ShouldBe(expected);

    [Fact]
    public async Task What_is_not_there_is_said_with_404()
    {
        foreach (var path in (string[])[
            $"/jobs/{Unknown}/checkpoints", $"/jobs/:job/vertices/{Unknown}", "/jobs/:job/vertices/:vertex/subtasks/7", $"/jobs/:job/checkpoints/{Unknown}",
            "/taskmanagers/nobody", $"/jobs/:job/checkpoints/details/:n/subtasks/{Unknown}"])
        {
            using var answer = await cluster.Client.GetAsync(await ResolveAsync(path));
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
            (await answer.Content.ReadFromJsonAsync<JsonNode>())!["errors"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>().ShouldNotBeEmpty();
        }
    }

    [Theory]
    [InlineData("/jobmanager/logs", "{\"logs\":[]}")]
    [InlineData("/jobmanager/thread-dump", "{\"threadInfos\":[]}")]
    [InlineData("/jobmanager/log", "standard error")]
    [InlineData("/jobmanager/stdout", "standard error")]
    [InlineData("/taskmanagers/:taskmanager/logs", "{\"logs\":[]}")]
    [InlineData("/taskmanagers/:taskmanager/log", "standard error")]
    [InlineData("/taskmanagers/:taskmanager/thread-dump", "{\"threadInfos\":[]}")]
    [InlineData("/taskmanagers/:taskmanager/metrics?get=Status.JVM.Memory.Heap.Used", "[]")]
    [InlineData("/taskmanagers/metrics", "[]")]
    [InlineData("/jobs/metrics", "[]")]
    [InlineData("/alerts", "{\"alerts\":[")]
    [InlineData("/jobs/:job/alerts", "{\"alerts\":[")]
    [InlineData("/jobmanager/metrics?get=Status.JVM.Memory.Heap.Used,nothing", "Status.JVM.Memory.Heap.Used")]
    [InlineData("/jobs/:job/vertices/:vertex/metrics?get=0.numRecordsIn", "\"id\":\"0.numRecordsIn\"")]
    [InlineData("/jobs/:job/vertices/:vertex/subtasks/metrics?get=numRecordsIn", "\"skew\":")]
    [InlineData("/jobs/:job/vertices/:vertex/subtasks/accumulators", "\"parallelism\":")]
    [InlineData("/jobs/:job/vertices/:vertex/flamegraph?type=on_cpu", "\"data\":null")]
    public async Task What_Flinks_page_asks_for_besides_is_answered(string path, string expected) =>
        (await cluster.Client.GetStringAsync(await ResolveAsync(path))).ShouldContain(expected);

    [Fact]
    public async Task Subtasks_say_how_far_their_time_is_and_how_busy_they_are()
    {
        JsonNode? watermarks = null;
        await cluster.UntilAsync(async () =>
        {
            watermarks = await cluster.GetAsync(await ResolveAsync("/jobs/:job/vertices/:vertex/watermarks"));
            return watermarks.AsArray().Count == 2;
        });

        // The job has no event time.
        watermarks!.AsArray().Select(mark => mark!["value"]!.GetValue<string>()).ShouldAllBe(value => value == "-9223372036854775808");
        watermarks[1]!["id"]!.GetValue<string>().ShouldBe("1.currentInputWatermark");
        var pressure = await cluster.GetAsync(await ResolveAsync("/jobs/:job/vertices/:vertex/backpressure"));
        pressure["status"]!.GetValue<string>().ShouldBe("ok");
        foreach (var subtask in pressure["subtasks"]!.AsArray())
        {
            (subtask!["ratio"]!.GetValue<double>() + subtask["idleRatio"]!.GetValue<double>() + subtask["busyRatio"]!.GetValue<double>()).ShouldBeInRange(0.99, 1.5);
        }
    }

    [Fact]
    public async Task The_button_of_Flinks_page_cancels_a_job()
    {
        var job = await cluster.SubmitAsync("for the button");
        using var answer = await cluster.Client.GetAsync($"/jobs/{job.JobId}/yarn-cancel");
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await job.Completion.WaitAsync(TimeSpan.FromSeconds(60))).Outcome.ShouldBe(Weir.Actors.Jobs.JobOutcome.Cancelled);
    }

    [Fact]
    public async Task A_task_manager_says_what_it_has_and_whose_its_slots_are()
    {
        JsonNode shown = await cluster.GetAsync(await ResolveAsync("/taskmanagers/:taskmanager"));
        Number(shown["hardware"]!["cpuCores"]).ShouldBe(Environment.ProcessorCount);
        Number(shown["hardware"]!["physicalMemory"]).ShouldBeGreaterThan(Number(shown["metrics"]!["heapUsed"]));
        Number(shown["metrics"]!["heapUsed"]).ShouldBeGreaterThan(0);
        Number(shown["memoryConfiguration"]!["totalProcessMemory"]).ShouldBeGreaterThan(0);
        shown["allocatedSlots"]!.AsArray().Select(slot => slot!["jobId"]!.GetValue<string>()).ShouldContain(cluster.JobId);
        DateTimeOffset.FromUnixTimeMilliseconds(Number(shown["timeSinceLastHeartbeat"])).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task What_is_no_cluster_is_not_shut_down()
    {
        using var answer = await cluster.Client.DeleteAsync("/cluster");
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await cluster.GetAsync($"/jobs/{cluster.JobId}/status"))["status"]!.GetValue<string>().ShouldNotBe("CANCELED");
    }

    [Fact]
    public async Task Secrets_are_not_shown()
    {
        var settings = (await cluster.GetAsync("/jobmanager/config")).AsArray().ToDictionary(entry => entry!["key"]!.GetValue<string>(), entry => entry!["value"]!.GetValue<string>());
        settings["weir.checkpointing.interval"].ShouldBe("20 ms");
        settings.Keys.ShouldContain("weir.journal.postgresql.connection-string");
        settings.Where(setting => setting.Key.Contains("password", StringComparison.Ordinal) || setting.Key.Contains("connection-string", StringComparison.Ordinal) || setting.Key.Contains("authorization", StringComparison.Ordinal))
            .Select(setting => setting.Value).ShouldAllBe(value => value.Length == 0 || value == "******");
    }

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

    private async Task<string> ResolveAsync(string path)
    {
        if (path.Contains(":vertex", StringComparison.Ordinal))
        {
            // The last one, which has inputs and state.
            path = path.Replace(":vertex", (await cluster.GetAsync($"/jobs/{cluster.JobId}"))["vertices"]!.AsArray()[^1]!["id"]!.GetValue<string>(), StringComparison.Ordinal);
        }

        if (path.Contains(":n", StringComparison.Ordinal))
        {
            var all = await cluster.GetAsync($"/jobs/{cluster.JobId}/checkpoints");
            path = path.Replace(":n", $"{all["latest"]!["completed"]!["id"]}", StringComparison.Ordinal);
        }

        if (path.Contains(":taskmanager", StringComparison.Ordinal))
        {
            path = path.Replace(":taskmanager", (await cluster.GetAsync("/taskmanagers"))["taskmanagers"]![0]!["id"]!.GetValue<string>(), StringComparison.Ordinal);
        }

        return path.Replace(":job", cluster.JobId, StringComparison.Ordinal);
    }

    private static long Number(JsonNode? node) => node!.GetValue<long>();
}
