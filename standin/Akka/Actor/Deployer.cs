using Akka.Configuration;

namespace Akka.Actor;

/// <summary>What akka.actor.deployment says of the actors at certain paths under /user.</summary>
public class Deployer
{
    protected readonly Config Default;

    private readonly Dictionary<string, Deploy> _deploys = new(StringComparer.Ordinal);

    public Deployer(Settings settings)
    {
        var config = settings.Config.GetConfig("akka.actor.deployment");
        Default = config?.GetConfig("default") ?? ConfigurationFactory.Empty;
        if (config is null || config.IsEmpty)
            return;
        foreach (var (key, value) in config.AsEnumerable())
        {
            var path = key.Trim('"');
            if (path != "default" && value.IsObject())
                _deploys[path] = ParseConfig(path, value.ToConfig());
        }
    }

    public Deploy Lookup(ActorPath path) =>
        path.Elements is ["user", ..] ? Lookup(path.Elements.Skip(1)) : Deploy.None;

    public Deploy Lookup(IEnumerable<string> path) =>
        _deploys.Count == 0 ? Deploy.None : _deploys.GetValueOrDefault(ActorPath.FormatPathElements(path), Deploy.None);

    public void SetDeploy(Deploy deploy) => _deploys[deploy.Path] = deploy;

    public virtual Deploy ParseConfig(string key, Config config) => Deploy.FromConfig(key, config);
}
