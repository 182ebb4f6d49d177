using Akka.Configuration;
using Weir.Actors.Clients;
using Weir.Actors.Messages;
using Weir.Actors.Nodes;
using Weir.Operators.Streams;

namespace Weir.Spec.Jobs;

/// <summary>A job in a mini cluster of its own, with checkpoints in a temporary folder.</summary>
internal sealed class JobRun : IAsyncDisposable
{
    private readonly bool _ownsFolder;

    private JobRun(MiniCluster cluster, string folder, bool ownsFolder)
    {
        Cluster = cluster;
        Folder = folder;
        _ownsFolder = ownsFolder;
    }

    public MiniCluster Cluster { get; }

    /// <summary>The checkpoint folder.</summary>
    public string Folder { get; }

    public static JobRun Begin(string configuration = "", string? folder = null, int taskManagers = 1)
    {
        string checkpoints = folder ?? Directory.CreateTempSubdirectory("weir-spec-").FullName;
        Config config = ConfigurationFactory.ParseString(configuration).WithFallback(ConfigurationFactory.ParseString(
            $$"""
            weir.faults.enabled = on
            weir.checkpointing {
              interval = 20 ms
              tolerable-failures = 10
              storage.dir = "{{checkpoints}}"
              restart { strategy = fixed-delay, fixed-delay { attempts = 1000, delay = 10 ms } }
            }
            """));
        return new JobRun(MiniCluster.Start(config, taskManagers: taskManagers), checkpoints, ownsFolder: folder is null);
    }

    public Task<JobClient> SubmitAsync(
        Action<StreamEnvironment> define, RestoreFrom? from = null, int? parallelism = null, bool allowsNonRestoredState = false) => Cluster.SubmitAsync(new JobSubmission
    {
        Job = new DefinedJob(define),
        JobName = "job",
        RestoreFrom = from ?? RestoreFrom.Nothing,
        Parallelism = parallelism,
        AllowsNonRestoredState = allowsNonRestoredState,
    });

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        if (_ownsFolder)
        {
            await TemporaryFolders.DeleteAsync(Folder);
        }
    }

    private sealed class DefinedJob(Action<StreamEnvironment> define) : IStreamJob
    {
        public void Define(StreamEnvironment environment) => define(environment);
    }
}
