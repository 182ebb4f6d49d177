using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Weir.Actors.Artifacts;
using Weir.Actors.Configuration;
using Weir.Actors.Jobs;
using Weir.Actors.Nodes;
using Weir.Host.Nodes;
using Weir.Host.Rest;
using Weir.Samples.OddEven;

namespace Weir.Unit.Rest;

/// <summary>Jobs that come over REST, and what is refused of it.</summary>
public sealed class JobUploadTests : IAsyncLifetime
{
    private const int Limit = 1 << 20;
    private static readonly string Samples = typeof(OddEvenJob).Assembly.Location;
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-rest-upload-").FullName;
    private MiniCluster? _cluster;
    private RestServer? _server;
    private HttpClient _client = null!;

    public static TheoryData<string, string> Refused => new()
    {
        { "../outside.dll", "'../outside.dll' must be a relative path inside the folder" },
        { "/etc/outside.dll", "must be a relative path inside the folder" },
        { "a/../../outside.dll", "must be a relative path inside the folder" },
        { @"..\outside.dll", "backslash" },
        { "c:outside.dll", "colon" },
        { "same.dll|Same.dll", "differ in case only" },
        { "text.txt", "no .dll in it" },
        { "text.dll", "no class that implements IStreamJob|is not a .NET assembly" },
    };

    public async Task InitializeAsync()
    {
        var config = RestCluster.Settings(
            $$"""
            weir {
              artifacts { dir = "{{_folder}}/artifacts", cache-dir = "{{_folder}}/cache", max-size = {{Limit}} }
              checkpointing.storage.dir = "{{_folder}}/checkpoints"
              rest { port = 0, max-upload = {{Limit}}, max-body = 1 KiB, timeout = 60 s }
            }
            """).WithFallback(ReferenceConfiguration.Config);
        _cluster = MiniCluster.Start(config.WithFallback("akka.loglevel = WARNING"));
        var weir = WeirExtension.For(_cluster.System);
        _server = await RestServer.StartAsync(
            RestSettings.Read(config), weir.Node, jobId => weir.FindJobAsync(jobId), config, TimeProvider.System, _ => { }, submissions: weir.Submissions());
        _client = new HttpClient { BaseAddress = _server.Address };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server!.DisposeAsync();
        await _cluster!.DisposeAsync();
        await TemporaryFolders.DeleteAsync(_folder);
    }

    [Fact]
    public async Task A_folder_is_uploaded_listed_and_its_job_run()
    {
        var zip = Zip(archive =>
        {
            archive.CreateEntryFromFile(Samples, "bin/Weir.Samples.dll");
            archive.CreateEntryFromFile(Path.ChangeExtension(typeof(JobUploadTests).Assembly.Location, ".deps.json"), "bin/Weir.Samples.deps.json");
            Write(archive, "bin/empty.txt", "");
        });
        var id = await UploadAsync("job.zip", zip);
        (await UploadAsync("again.zip", zip)).ShouldBe(id, "it is there already");
        var listed = (await _client.GetFromJsonAsync<JsonNode>("/v1/jars"))!["files"]!.AsArray().ShouldHaveSingleItem()!;
        listed["id"]!.GetValue<string>().ShouldBe(id);
        listed["entry"]!.AsArray().Select(entry => entry!["name"]!.GetValue<string>()).ShouldContain(typeof(OddEvenJob).FullName!);

        var input = Path.Combine(_folder, "numbers.txt");
        await File.WriteAllTextAsync(input, "1\n2\n3\n");
        using var run = await _client.PostAsJsonAsync($"/jars/{id}/run", new JsonObject
        {
            ["entryClass"] = typeof(OddEvenJob).FullName,
            ["programArgs"] = $"--input '{input}'",
            ["parallelism"] = 2,
            ["flinkConfiguration"] = new JsonObject { ["weir.checkpointing.interval"] = "50 ms" },
        });
        run.StatusCode.ShouldBe(HttpStatusCode.OK, await run.Content.ReadAsStringAsync());
        var jobId = (await run.Content.ReadFromJsonAsync<JsonNode>())!["jobid"]!.GetValue<string>();
        var job = await WeirExtension.For(_cluster!.System).FindJobAsync(jobId);
        (await job!.Completion.WaitAsync(TimeSpan.FromSeconds(60))).Outcome.ShouldBe(JobOutcome.Finished);
        job.Name.ShouldBe(nameof(OddEvenJob));

        // What has run shows the same graph as what is only looked at.
        var plan = (await _client.GetFromJsonAsync<JsonNode>($"/jars/{id}/plan?entry-class=OddEvenJob&parallelism=2&program-args=--input%20{Uri.EscapeDataString(input)}"))!["plan"]!["nodes"]!;
        plan.ToJsonString().ShouldBe((await _client.GetFromJsonAsync<JsonNode>($"/jobs/{jobId}/plan"))!["plan"]!["nodes"]!.ToJsonString());
    }

    [Fact]
    public async Task An_upload_is_deleted_when_no_job_needs_it_any_more()
    {
        var id = await UploadAsync("Weir.Samples.dll", await File.ReadAllBytesAsync(Samples));
        using var run = await _client.PostAsJsonAsync($"/jars/{id}/run", new JsonObject { ["entryClass"] = "OddEvenJob", ["programArgs"] = "--count 1000000000000 --rate 100" });
        var jobId = (await run.Content.ReadFromJsonAsync<JsonNode>())!["jobid"]!.GetValue<string>();
        using (var refused = await _client.DeleteAsync($"/jars/{id}"))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await refused.Content.ReadAsStringAsync()).ShouldContain(jobId);
        }

        var job = await WeirExtension.For(_cluster!.System).FindJobAsync(jobId);
        await job!.CancelAsync().WaitAsync(TimeSpan.FromSeconds(60));
        using (var deleted = await _client.DeleteAsync($"/jars/{id}"))
        {
            deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await _client.GetFromJsonAsync<JsonNode>("/jars"))!["files"]!.AsArray().ShouldBeEmpty();
        using var gone = await _client.PostAsJsonAsync($"/jars/{id}/run", new JsonObject());
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await UploadAsync("Weir.Samples.dll", await File.ReadAllBytesAsync(Samples))).ShouldBe(id);
    }

    [Fact]
    public async Task One_that_the_disk_has_damaged_leaves_the_others_alone_and_can_be_deleted()
    {
        var whole = await UploadAsync("Weir.Samples.dll", await File.ReadAllBytesAsync(Samples));
        var damaged = new string('a', 64);
        Directory.CreateDirectory(Path.Combine(_folder, "artifacts", damaged));
        File.Copy(
            Path.Combine(_folder, "artifacts", whole[..64], "manifest"),
            Path.Combine(_folder, "artifacts", damaged, "manifest"));

        var listed = (await _client.GetFromJsonAsync<JsonNode>("/jars"))!["files"]!.AsArray();
        listed.Select(file => file!["id"]!.GetValue<string>()).ShouldBe([whole, damaged], ignoreOrder: true);
        using (var refused = await _client.PostAsJsonAsync($"/jars/{damaged}/run", new JsonObject()))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await refused.Content.ReadAsStringAsync()).ShouldContain("upload it again");
        }

        using (var deleted = await _client.DeleteAsync($"/jars/{damaged}"))
        {
            deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await _client.GetFromJsonAsync<JsonNode>("/jars"))!["files"]!.AsArray().ShouldHaveSingleItem()!["id"]!.GetValue<string>().ShouldBe(whole);
    }

    [Fact]
    public async Task A_graph_that_cannot_be_built_is_refused_with_what_its_code_said()
    {
        var id = await UploadAsync("Weir.Samples.dll", await File.ReadAllBytesAsync(Samples));
        using var answer = await _client.GetAsync($"/jars/{id}/plan?entry-class=OddEvenJob&program-args=--colour%20red");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("--colour");
    }

    [Fact]
    public void A_list_of_dependencies_that_a_build_has_written_can_be_read() => DependencyList.IsReadable(typeof(JobUploadTests).Assembly.Location).ShouldBeTrue();

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"runtimeTarget\":{\"name\":7},\"targets\":{},\"libraries\":{}}")]
    [InlineData("{\"runtimeTarget\":\"t\",\"targets\":{\"t\":{\"p\":{\"runtime\":[]}}},\"libraries\":{}}")]
    [InlineData("{\"runtimeTarget\":\"t\",\"targets\":{\"t\":{}},\"libraries\":{\"l\":{\"type\":null}}}")]
    [InlineData("no list at all")]
    public async Task A_list_of_dependencies_that_the_runtime_cannot_read_does_not_end_the_node(string list)
    {
        var id = await UploadAsync("job.zip", Zip(archive =>
        {
            archive.CreateEntryFromFile(Samples, "Weir.Samples.dll");
            Write(archive, "Weir.Samples.deps.json", list);
        }));
        using var run = await _client.PostAsJsonAsync($"/jars/{id}/run", new JsonObject { ["entryClass"] = "OddEvenJob" });
        run.StatusCode.ShouldBe(HttpStatusCode.OK, await run.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_dll_is_enough_where_it_needs_nothing_else_and_what_is_wrong_with_a_run_is_said()
    {
        var id = await UploadAsync("Weir.Samples.dll", await File.ReadAllBytesAsync(Samples));
        foreach (var (path, body, status, expected) in ((string, JsonObject, HttpStatusCode, string)[])[
            ($"/jars/{id}/run", [], HttpStatusCode.BadRequest, "several jobs"),
            ($"/jars/{id}/run", new JsonObject { ["entryClass"] = "NoSuchJob" }, HttpStatusCode.BadRequest, "NoSuchJob"),
            ($"/jars/{id}/run", new JsonObject { ["entryClass"] = "OddEvenJob", ["programArgsList"] = new JsonArray("--colour", "red") }, HttpStatusCode.BadRequest, "--colour"),
            ($"/jars/{id}/run", new JsonObject { ["entryClass"] = "OddEvenJob", ["parallelism"] = 0 }, HttpStatusCode.BadRequest, "parallelism is 0"),
            ($"/jars/{id}/run", new JsonObject { ["jobId"] = new string('0', 32) }, HttpStatusCode.BadRequest, "jobId can't be chosen"),
            ($"/jars/{id}/run", new JsonObject { ["entryClass"] = "OddEvenJob", ["claimMode"] = "LEGACY" }, HttpStatusCode.BadRequest, "NO_CLAIM"),
            ($"/jars/{id}/run", new JsonObject { ["entryClass"] = "OddEvenJob", ["programArgs"] = "'" }, HttpStatusCode.BadRequest, "not closed"),
            ($"/jars/{id}/run", new JsonObject { ["entryClass"] = "OddEvenJob", ["flinkConfiguration"] = new JsonObject { ["a b"] = "c" } }, HttpStatusCode.BadRequest, "is not a key"),
            ($"/jars/{new string('0', 64)}_x.dll/run", [], HttpStatusCode.NotFound, "no uploaded job"),
            ("/jars/..%2f..%2fetc/run", [], HttpStatusCode.NotFound, "no uploaded job")])
        {
            using var answer = await _client.PostAsJsonAsync(path, body);
            var said = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(status, said);
            JsonNode.Parse(said)!["errors"]![0]!.GetValue<string>().ShouldContain(expected);
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_zip_that_would_lead_out_of_its_folder_or_has_no_job_is_refused(string names, string expected)
    {
        await RefusedAsync("job.zip", Zip(archive =>
        {
            foreach (var name in names.Split('|'))
            {
                Write(archive, name, "not a program");
            }
        }), expected);
        Directory.Exists(Path.Combine(_folder, "artifacts")).ShouldBeFalse("nothing is left");
    }

    [Fact]
    public async Task A_zip_that_unpacks_to_more_than_is_allowed_is_refused_whatever_it_says_of_itself()
    {
        var bomb = Zip(archive =>
        {
            using var zeros = archive.CreateEntry("zeros.dll").Open();
            for (var block = 0; block < 64; block++)
            {
                zeros.Write(new byte[Limit / 16]);
            }
        });
        bomb.Length.ShouldBeLessThan(Limit / 16);
        await RefusedAsync("job.zip", bomb, "max-size");

        // The same, but it says that it is small: in its list and before its content.
        var length = BitConverter.GetBytes(4 * Limit);
        for (var place = 0; place < bomb.Length - 4; place++)
        {
            if (bomb.AsSpan(place, 4).SequenceEqual(length))
            {
                BitConverter.TryWriteBytes(bomb.AsSpan(place), 7);
            }
        }

        await RefusedAsync("job.zip", bomb, "refused");
    }

    [Fact]
    public async Task A_zip_with_a_link_or_too_many_files_or_that_is_none_is_refused()
    {
        await RefusedAsync("job.zip", Zip(archive => archive.CreateEntry("link.dll").ExternalAttributes = unchecked((int)0xa1ff0000)), "is a link");
        await RefusedAsync("job.zip", "PK is not enough"u8.ToArray(), "no zip that can be read");
        await RefusedAsync("job.txt", [1, 2, 3], "neither a .zip");
        await RefusedAsync("..", [1, 2, 3], "neither a .zip|no name");
        await RefusedAsync("job.zip", Zip(archive =>
        {
            for (var file = 0; file <= 4_000; file++)
            {
                Write(archive, $"{file}", "");
            }
        }), "more than 4000 files");
    }

    [Fact]
    public async Task An_upload_above_the_limit_gets_413()
    {
        foreach (var chunked in (bool[])[false, true])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/jars/upload?name=job.zip") { Content = new ByteArrayContent(new byte[Limit + 1]) };
            request.Content.Headers.ContentType = new("application/zip");
            request.Headers.TransferEncodingChunked = chunked;
            using var answer = await _client.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("weir.rest.max-upload");
        }
    }

    [Fact]
    public async Task Nothing_is_taken_where_it_is_switched_off()
    {
        var config = RestCluster.Settings("weir.rest { port = 0, submit-enabled = off }").WithFallback(ReferenceConfiguration.Config);
        var weir = WeirExtension.For(_cluster!.System);
        await using var server = await RestServer.StartAsync(
            RestSettings.Read(config), weir.Node, jobId => weir.FindJobAsync(jobId), config, TimeProvider.System, _ => { }, submissions: weir.Submissions());
        using var client = new HttpClient { BaseAddress = server.Address };
        using var form = Form("job.zip", [1]);
        using var answer = await client.PostAsync("/jars/upload", form);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await client.GetFromJsonAsync<JsonNode>("/config"))!["features"]!["web-submit"]!.GetValue<bool>().ShouldBeFalse();
        (await _client.GetFromJsonAsync<JsonNode>("/config"))!["features"]!["web-submit"]!.GetValue<bool>().ShouldBeTrue();
    }

    private async Task<string> UploadAsync(string name, byte[] content)
    {
        using var form = Form(name, content);
        using var answer = await _client.PostAsync("/jars/upload", form);
        var said = await answer.Content.ReadFromJsonAsync<JsonNode>();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{said}");
        said!["status"]!.GetValue<string>().ShouldBe("success");
        return said["filename"]!.GetValue<string>().Split('/')[^1];
    }

    private async Task RefusedAsync(string name, byte[] content, string expected)
    {
        using var form = Form(name, content);
        using var answer = await _client.PostAsync("/jars/upload", form);
        var said = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, said);
        expected.Split('|').ShouldContain(text => said.Contains(text, StringComparison.Ordinal), said);
    }

    private static MultipartFormDataContent Form(string name, byte[] content) => new() { { new ByteArrayContent(content), "jarfile", name } };

    private static byte[] Zip(Action<ZipArchive> fill)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            fill(archive);
        }

        return stream.ToArray();
    }

    private static void Write(ZipArchive archive, string name, string content)
    {
        using var writer = new StreamWriter(archive.CreateEntry(name).Open());
        writer.Write(content);
    }
}
