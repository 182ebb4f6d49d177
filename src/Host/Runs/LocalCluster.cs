using Akka.Configuration;
using Weir.Actors.Nodes;
using Weir.Host.Progress;
using Weir.Host.Terminal;

namespace Weir.Host.Runs;

/// <summary>Starts the cluster that lives in this process, its log going through the progress display.</summary>
internal static class LocalCluster
{
    // What a subtask's failure means is told as news of its job; the log is for what nobody tells.
    private static readonly Config Logging = ConfigurationFactory.ParseString(
        $$"""
        akka {
          loggers = ["{{typeof(TerminalLog).FullName}}, {{typeof(TerminalLog).Assembly.GetName().Name}}"]
          loglevel = WARNING
          stdout-loglevel = OFF
          log-dead-letters = off
        }
        """);

    public static MiniCluster Start(Config settings, ProgressDisplay display)
    {
        TerminalLog.WriteLine = display.Note;
        return MiniCluster.Start(settings.WithFallback(Logging));
    }
}
