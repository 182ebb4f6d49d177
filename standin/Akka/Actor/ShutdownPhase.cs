using Akka.Configuration;

namespace Akka.Actor;

internal sealed class ShutdownPhase
{
    private ShutdownPhase(string name, Config config, TimeSpan defaultTimeout)
    {
        Name = name;
        DependsOn = config.GetStringList("depends-on", []).ToArray();
        Timeout = config.GetTimeSpan("timeout", defaultTimeout);
        Recover = config.GetBoolean("recover", true);
        Enabled = config.GetBoolean("enabled", true);
    }

    public string Name { get; }

    public IReadOnlyList<string> DependsOn { get; }

    public TimeSpan Timeout { get; }

    /// <summary>Whether the shutdown goes on when a task of the phase fails or takes too long.</summary>
    public bool Recover { get; }

    public bool Enabled { get; }

    public static Dictionary<string, ShutdownPhase> AllFrom(Config config)
    {
        var defaultTimeout = config.GetTimeSpan("default-phase-timeout");
        var phases = new Dictionary<string, ShutdownPhase>(StringComparer.Ordinal);
        foreach (var (key, value) in config.GetConfig("phases").AsEnumerable())
        {
            var name = key.Trim('"');
            phases[name] = new ShutdownPhase(name, value.ToConfig() ?? ConfigurationFactory.Empty, defaultTimeout);
        }

        return phases;
    }

    /// <summary>Each phase after those that it depends on.</summary>
    public static IReadOnlyList<string> InOrder(Dictionary<string, ShutdownPhase> phases)
    {
        var ordered = new List<string>();
        var visited = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var name in phases.Keys)
            Visit(name);
        return ordered;

        void Visit(string name)
        {
            if (visited.TryGetValue(name, out var finished))
            {
                if (!finished)
                    throw new ArgumentException($"The phases of akka.coordinated-shutdown.phases depend on each other in a circle, at '{name}'.");
                return;
            }

            visited[name] = false;
            if (phases.TryGetValue(name, out var phase))
            {
                foreach (var dependency in phase.DependsOn)
                    Visit(dependency);
                ordered.Add(name);
            }

            visited[name] = true;
        }
    }
}
