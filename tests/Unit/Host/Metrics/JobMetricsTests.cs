using System.Diagnostics;
using System.Net;
using Akka.Configuration;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Actors.Metrics;
using Weir.Actors.Nodes;
using Weir.Host.Metrics;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.Unit.Host.Metrics;

public sealed class JobMetricsTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-metrics-").FullName;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => TemporaryFolders.DeleteAsync(_folder);

    [Fact]
    public async Task A_job_and_its_subtasks_are_measured_while_it_runs()
    {
        await using MiniCluster cluster = Start();
        using var collector = new MetricCollector(NodeMetrics.For(cluster.System).Meter);
        JobClient job = await SubmitAsync(cluster);
        await CheckpointedAsync(job, times: 3);
        string text = PrometheusText.Of(collector.Collect(), "flink");
        string tags = $"job_id=\"{job.JobId}\",job_name=\"measured\"";
        text.ShouldContain("flink_jobmanager_numRunningJobs 1\n");
        text.ShouldContain($"flink_jobmanager_job_numRestarts{{{tags}}} 0\n");
        text.ShouldContain($"flink_jobmanager_job_checkpointDuration_count{{{tags}}}");
        Value(text, $"flink_jobmanager_job_numberOfCompletedCheckpoints{{{tags}}} ").ShouldBeGreaterThanOrEqualTo(2);
        text.ShouldContain($"flink_taskmanager_job_task_numRecordsOut{{{tags},task_name=");
        text.ShouldContain("flink_dotnet_");
        job.Cancel();
        await job.Completion.WaitAsync(Patience);
    }

    [Fact]
    public async Task Metrics_and_traces_reach_a_collector()
    {
        (HttpListener open, string url) = LoopbackHttp.Listen();
        using HttpListener listener = open;
        Task<Dictionary<string, int>> received = ReceiveAsync(listener, "/v1/metrics", "/v1/traces");
        await using (MiniCluster cluster = Start())
        {
            var settings = new MetricSettings("flink", new Uri(url), OtlpProtocol.HttpProtobuf, TimeSpan.FromMilliseconds(200));
            using var export = new OtlpExport(settings, settings.OtlpEndpoint!, "node-1");
            JobClient job = await SubmitAsync(cluster);
            await CheckpointedAsync(job, times: 2);
            job.Cancel();
            await job.Completion.WaitAsync(Patience);
        }

        (await received.WaitAsync(Patience)).Values.ShouldAllBe(bytes => bytes > 100);
    }

    [Fact]
    public async Task Each_checkpoint_is_a_trace_of_its_own()
    {
        var spans = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        await using MiniCluster cluster = Start();
        ActivitySource source = NodeMetrics.For(cluster.System).Activities;
        using var activities = new ActivityListener
        {
            ShouldListenTo = listened => ReferenceEquals(listened, source),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(activities);
        JobClient job = await SubmitAsync(cluster);
        await CheckpointedAsync(job, times: 3);
        job.Cancel();
        await job.Completion.WaitAsync(Patience);
        Activity[] completed = [.. spans.Where(span => span.Status != ActivityStatusCode.Error)];
        completed.Length.ShouldBeGreaterThanOrEqualTo(2);
        completed.Select(span => span.TraceId).Distinct().Count().ShouldBe(completed.Length);
        completed.ShouldAllBe(span => span.OperationName == "checkpoint" && (string)span.GetTagItem("job_id")! == job.JobId && span.GetTagItem("checkpoint.bytes") != null);
    }

    private MiniCluster Start() => MiniCluster.Start(ConfigurationFactory.ParseString(
        $$"""
        akka.loglevel = WARNING
        weir.checkpointing { interval = 30 ms, storage.dir = "{{_folder}}" }
        """));

    private static Task<JobClient> SubmitAsync(MiniCluster cluster) => cluster.SubmitAsync(new JobSubmission { Job = new Endless(), JobName = "measured" });

    private static async Task CheckpointedAsync(JobClient job, int times)
    {
        int completed = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        job.News += news =>
        {
            if (news is JobNews.CheckpointCompleted && Interlocked.Increment(ref completed) == times)
            {
                enough.TrySetResult();
            }
        };
        await enough.Task.WaitAsync(Patience);
    }

    private static double Value(string text, string line)
    {
        int at = text.IndexOf(line, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0, $"{line}\n{text}");
        int from = at + line.Length;
        return double.Parse(text[from..text.IndexOf('\n', from)], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>How many bytes came to each path first, when something has come to all of them.</summary>
    private static async Task<Dictionary<string, int>> ReceiveAsync(HttpListener listener, params string[] paths)
    {
        var received = new Dictionary<string, int>(StringComparer.Ordinal);
        while (received.Count < paths.Length)
        {
            HttpListenerContext context = await listener.GetContextAsync();
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            string path = context.Request.Url!.AbsolutePath;
            paths.ShouldContain(path);
            received.TryAdd(path, (int)body.Length);
            context.Response.StatusCode = 200;
            context.Response.Close();
        }

        return received;
    }

    private sealed class Endless : IStreamJob
    {
        public void Define(StreamEnvironment environment) => environment
            .FromSource(new GeneratorSource<long>(long.MaxValue, n => n % 10, recordsPerSecond: 1_000))
            .KeyBy(key => key).Count()
            .SinkTo(new CollectSink<(long Key, long Count)>());
    }
}
