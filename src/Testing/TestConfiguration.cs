using Weir.Testing.Pauses;

namespace Weir.Testing;

/// <summary>Settings that suit tests, over Weir's reference configuration.</summary>
internal static class TestConfiguration
{
    private const string GatedExecutor = "Weir.Testing.Pauses.GatedExecutorConfigurator, Weir.Testing";

    public static string Text(string gate, string folder, string checkpoints, int slots) =>
        $$"""
        {{GatedExecutorConfigurator.GateKey}} = "{{gate}}"
        weir {
          checkpointing {
            tolerable-failures = 10
            storage.dir = "{{Slashes(checkpoints)}}"
            restart { strategy = fixed-delay, fixed-delay { attempts = 1000000, delay = 10 ms } }
          }
          task-manager { slots = {{slots}}, local-state.dir = "{{Slashes(folder)}}/local-state" }
          faults.enabled = on
        }
        akka {
          loglevel = WARNING
          stdout-loglevel = WARNING
          actor { default-dispatcher.executor = "{{GatedExecutor}}", internal-dispatcher.executor = "{{GatedExecutor}}" }
          remote {
            default-remote-dispatcher { type = Dispatcher, executor = "{{GatedExecutor}}" }
            backoff-remote-dispatcher { type = Dispatcher, executor = "{{GatedExecutor}}" }
          }
        }
        """;

    /// <summary>For several nodes. Dead ones are noticed in about three seconds, so that a busy machine does not make live ones look dead.</summary>
    public static string ClusterText(string folder, string roles) =>
        $$"""
        akka {
          actor.provider = cluster
          coordinated-shutdown.run-by-actor-system-terminate = off
          remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0, applied-adapters = ["trttl"] }
          cluster {
            roles = {{roles}}
            failure-detector { heartbeat-interval = 200 ms, acceptable-heartbeat-pause = 2 s }
            split-brain-resolver.stable-after = 1 s
            down-removal-margin = 200 ms
            min-nr-of-members = 1
          }
          persistence {
            journal.plugin = "weir.journal.directory"
            snapshot-store.plugin = "weir.snapshot-store.directory"
          }
        }
        weir {
          journal.directory.dir = "{{Slashes(folder)}}/journal"
          snapshot-store.directory.dir = "{{Slashes(folder)}}/journal"
          job-manager { settle = 5 s, restart-delay = 1 s }
        }
        """;

    private static string Slashes(string path) => path.Replace('\\', '/');
}
