using Akka.Configuration;
using Akka.Event;
using Weir.Actors.Configuration;
using Weir.Actors.JobManagers;
using Weir.Actors.Slots;
using Weir.Actors.TaskManagers;
using Weir.State.RocksDb;
using Weir.State.Storage.Local;

namespace Weir.Actors.Nodes;

/// <summary>What a node reads of its configuration when it starts.</summary>
/// <param name="JobManager"><c>weir.job-manager</c>.</param>
/// <param name="TaskManager"><c>weir.task-manager</c>.</param>
/// <param name="RocksDb"><c>weir.state.rocksdb</c>.</param>
internal sealed record NodeSettings(JobManagerSettings JobManager, TaskManagerSettings TaskManager, RocksDbSettings RocksDb)
{
    public PoolConfiguration Pool => new(JobManager.Settle, TaskManager.HeartbeatInterval, TaskManager.HeartbeatTimeout);

    /// <param name="config">The node's configuration over <c>reference.conf</c>.</param>
    /// <param name="isCluster">Without a cluster there are as many slots as jobs want, unless a number is set.</param>
    /// <exception cref="InvalidConfigurationException">A value can't be used.</exception>
    public static NodeSettings Read(Config config, bool isCluster)
    {
        TaskManagerSettings taskManager = TaskManagerSettings.Read(config, isCluster);
        return new NodeSettings(JobManagerSettings.Read(config), taskManager, StateConfigurationReader.RocksDb(config, taskManager.LocalStateDirectory));
    }

    /// <summary>What the node keeps of checkpoints on its own disk; nothing yet.</summary>
    public LocalStates OpenLocalStates(ILoggingAdapter log) => new(TaskManager.LocalStateDirectory, message => log.Warning("{0}", message));

    /// <summary>What the databases of its subtasks share; nothing is loaded or made yet.</summary>
    public RocksDbNode OpenDatabases(ILoggingAdapter log) => new(RocksDb, message => log.Warning("{0}", message));
}
