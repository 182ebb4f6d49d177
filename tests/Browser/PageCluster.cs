using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Akka.Configuration;
using Microsoft.Playwright;
using Weir.Actors.Clients;
using Weir.Actors.Configuration;
using Weir.Actors.Jobs;
using Weir.Actors.Nodes;
using Weir.Host.Rest;
using Weir.Host.Web;
using Weir.Operators.Streams;

namespace Weir.Browser;

/// <summary>A cluster within this process, the server with the page in front of it, and a browser.</summary>
public sealed class PageCluster : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly List<string> _reports = [];
    private MiniCluster? _cluster;
    private RestServer? _server;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private HttpClient? _client;

    /// <summary>Where checkpoints are, and savepoints may be.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("weir-browser-").FullName;

    internal static Config Settings(string settings) => ConfigurationFactory.ParseString(settings).WithFallback(ReferenceConfiguration.Config);

    public async Task InitializeAsync()
    {
        if (Chromium.Program is null)
        {
            return;
        }

        // Checkpoints are taken when a test asks for them.
        var config = Settings(
            $$"""
            weir.task-manager.slots = 16
            weir.checkpointing {
              interval = 1 h
              tolerable-failures = -1
              retention = retain-on-cancellation
              storage.dir = "{{Folder}}/checkpoints"
              restart { strategy = fixed-delay, fixed-delay { attempts = 1, delay = 10 ms } }
            }
            weir.faults.enabled = on
            weir.rest { port = 0, freshness = 20 ms, refresh-interval = 200 ms }
            """);
        _cluster = MiniCluster.Start(config.WithFallback("akka.loglevel = WARNING"));
        _server = await StartServerAsync(config);
        _client = new HttpClient { BaseAddress = _server.Address };
        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.StartAsync(_playwright);
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _client?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        await TemporaryFolders.DeleteAsync(Folder);
        _reports.ShouldBeEmpty("the server had failures of its own");
    }

    /// <summary>Another server with the page in front of the same cluster.</summary>
    internal Task<RestServer> StartServerAsync(Config config) => StartServerAsync(config, _cluster!);

    /// <summary>A server with the page in front of a cluster.</summary>
    internal Task<RestServer> StartServerAsync(Config config, MiniCluster cluster)
    {
        var weir = WeirExtension.For(cluster.System);
        return RestServer.StartAsync(RestSettings.Read(config), weir.Node, id => weir.FindJobAsync(id), config, TimeProvider.System, Report, companion: new WebPage());
    }

    internal Task<JobClient> SubmitAsync(string name, IStreamJob job) => _cluster!.SubmitAsync(new JobSubmission { Job = job, JobName = name, Parallelism = 2 });

    /// <summary>Starts a job, and waits until all of it runs.</summary>
    internal async Task<JobClient> RunAsync(string name, IStreamJob job)
    {
        var client = await SubmitAsync(name, job);
        var runs = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.StatusChanged += Look;
        Look();
        await runs.Task.WaitAsync(Patience);
        client.StatusChanged -= Look;
        return client;

        void Look()
        {
            if (client.Status is { State: JobState.Running } status && status.SubtasksRunning == status.Subtasks)
            {
                runs.TrySetResult();
            }
        }
    }

    internal static async Task EndAsync(JobClient job)
    {
        job.Cancel();
        await job.Completion.WaitAsync(Patience);
    }

    /// <summary>What REST answers.</summary>
    internal async Task<JsonNode> GetAsync(string path) => await _client!.GetFromJsonAsync<JsonNode>(path) ?? throw new InvalidOperationException($"{path} is null.");

    /// <summary>A tab of its own, which nothing is known of from others.</summary>
    /// <param name="look">Null: on a desktop.</param>
    /// <param name="server">Null: that of the cluster.</param>
    internal Task<Tab> OpenAsync(Look? look = null, RestServer? server = null) => Tab.OpenAsync(_browser!, (server ?? _server!).Address, look ?? Look.Desktop);

    private void Report(string line)
    {
        lock (_reports)
        {
            _reports.Add(line);
        }
    }
}

[CollectionDefinition(Name)]
public sealed class PageCollection : ICollectionFixture<PageCluster>
{
    public const string Name = "page";
}
