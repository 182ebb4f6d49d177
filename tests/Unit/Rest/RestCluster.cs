using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Akka.Configuration;
using Weir.Actors.Clients;
using Weir.Actors.Configuration;
using Weir.Actors.Jobs;
using Weir.Actors.Nodes;
using Weir.Host.Nodes;
using Weir.Host.Rest;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.Unit.Rest;

/// <summary>A cluster within this process, one job that runs and has checkpoints, and the REST server in front of it.</summary>
public sealed class RestCluster : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-rest-").FullName;
    private MiniCluster? _cluster;
    private RestServer? _server;

    /// <summary>Asks the server.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>The server's failures; there should be none.</summary>
    public List<string> Reports { get; } = [];

    public string JobId => Job.JobId;

    internal JobClient Job { get; private set; } = null!;

    internal Akka.Actor.IActorRef Node => WeirExtension.For(_cluster!.System).Node;

    internal Uri Address => _server!.Address;

    internal static Config Settings(string settings) => ConfigurationFactory.ParseString(settings).WithFallback(ReferenceConfiguration.Config);

    public async Task InitializeAsync()
    {
        var config = Settings(
            $$"""
            weir.checkpointing {
              interval = 20 ms
              tolerable-failures = -1
              storage.dir = "{{_folder}}"
              restart { strategy = fixed-delay, fixed-delay { attempts = 1000, delay = 10 ms } }
            }
            weir.faults.enabled = on
            weir.artifacts { dir = "{{_folder}}/artifacts", cache-dir = "{{_folder}}/cache" }
            weir.rest { port = 0, freshness = 20 ms, max-body = 64 KiB }
            """);
        _cluster = MiniCluster.Start(config.WithFallback("akka.loglevel = WARNING"));
        _server = await RestServer.StartAsync(RestSettings.Read(config), WeirExtension.For(_cluster.System).Node, jobId => WeirExtension.For(_cluster.System).FindJobAsync(jobId), config, TimeProvider.System, line =>
        {
            lock (Reports)
            {
                Reports.Add(line);
            }
        }, submissions: WeirExtension.For(_cluster.System).Submissions());
        Client = new HttpClient { BaseAddress = _server.Address };
        Job = await SubmitAsync("counting");
        await CompletedAsync(2);

        // A failure behind it, and something restored.
        await Job.InjectFailureAsync(new SubtaskId(0, 0), "a failure for the history");
        await UntilAsync(async () => (await GetAsync($"/jobs/{JobId}/checkpoints"))["latest"]!["restored"] is not null);
        await CompletedAsync(2);
    }

    public async Task DisposeAsync()
    {
        Client?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        await TemporaryFolders.DeleteAsync(_folder);
    }

    internal async Task<JobClient> SubmitAsync(string name) => await _cluster!.SubmitAsync(new JobSubmission
    {
        Job = new Counting(),
        JobName = name,
        Parallelism = 2,
    });

    internal Task<JobHandle?> FindJobAsync(string id) => WeirExtension.For(_cluster!.System).FindJobAsync(id);

    internal async Task<JsonNode> GetAsync(string path) => await Client.GetFromJsonAsync<JsonNode>(path) ?? throw new InvalidOperationException($"{path} is null.");

    /// <summary>Waits until a condition holds that changes with checkpoints.</summary>
    internal async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Action heard = () => changed.TrySetResult();
            Job.StatusChanged += heard;
            await changed.Task.WaitAsync(limit.Token);
            Job.StatusChanged -= heard;
        }
    }

    private Task CompletedAsync(int more)
    {
        var before = Job.Status.CheckpointsCompleted;
        return UntilAsync(() => Task.FromResult(Job.Status.CheckpointsCompleted >= before + more));
    }

    private sealed class Counting : IStreamJob
    {
        // One for all graphs of the job: it holds what is committed.
        private readonly CollectSink<(long Key, long Count)> _sink = new();

        public void Define(StreamEnvironment environment) =>
            environment.FromSource(new GeneratorSource<long>(null, n => n % 10, recordsPerSecond: 200)).KeyBy(key => key).Count().SinkTo(_sink);
    }
}

[CollectionDefinition(Name)]
public sealed class RestCollection : ICollectionFixture<RestCluster>
{
    public const string Name = "rest";
}
