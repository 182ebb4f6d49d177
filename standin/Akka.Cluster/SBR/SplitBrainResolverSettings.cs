using System.Collections.Immutable;
using System.Globalization;
using Akka.Configuration;

namespace Akka.Cluster.SBR;

/// <summary>What is below akka.cluster.split-brain-resolver.</summary>
public sealed class SplitBrainResolverSettings
{
    public static readonly string KeepMajorityName = "keep-majority";
    public static readonly string StaticQuorumName = "static-quorum";
    public static readonly string KeepOldestName = "keep-oldest";
    public static readonly string DownAllName = "down-all";
    public static readonly ImmutableHashSet<string> AllStrategyNames = [KeepMajorityName, StaticQuorumName, KeepOldestName, DownAllName];

    private const string Path = "akka.cluster.split-brain-resolver";

    private readonly Config _config;

    public SplitBrainResolverSettings(Config config)
    {
        _config = config.GetConfig(Path) ?? throw new ConfigurationException($"The configuration has no {Path}.");
        DowningStableAfter = _config.GetTimeSpan("stable-after");
        if (DowningStableAfter <= TimeSpan.Zero)
            throw new ConfigurationException($"{Path}.stable-after is {DowningStableAfter}; it has to be greater than 0.");
        DowningStrategy = _config.GetString("active-strategy");
        if (!AllStrategyNames.Contains(DowningStrategy))
            throw new ConfigurationException($"{Path}.active-strategy is '{DowningStrategy}'; it can be {string.Join(", ", AllStrategyNames.Order(StringComparer.Ordinal))}.");

        var threeQuarters = DowningStableAfter * 0.75;
        var four = TimeSpan.FromSeconds(4);
        DownAllWhenUnstable = ClusterSettings.OptionalTime(_config, "down-all-when-unstable", threeQuarters > four ? threeQuarters : four) ?? TimeSpan.Zero;
    }

    /// <summary>For how long nothing may change before a decision.</summary>
    public TimeSpan DowningStableAfter { get; }

    public string DowningStrategy { get; }

    /// <summary>For how much longer there may be changes before all are downed; zero for ever.</summary>
    public TimeSpan DownAllWhenUnstable { get; }

    public string KeepMajorityRole => _config.GetString("keep-majority.role", "");

    public KeepOldestSettings KeepOldestSettings => new(_config.GetBoolean("keep-oldest.down-if-alone"), _config.GetString("keep-oldest.role", ""));

    public StaticQuorumSettings StaticQuorumSettings
    {
        get
        {
            var size = _config.GetString("static-quorum.quorum-size");
            return int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? new StaticQuorumSettings(number, _config.GetString("static-quorum.role", ""))
                : throw new ConfigurationException($"{Path}.static-quorum.quorum-size is '{size}'; it has to be the number of members that are more than half of all.");
        }
    }

    internal DowningStrategy MakeStrategy()
    {
        if (DowningStrategy == KeepMajorityName)
            return new KeepMajority(KeepMajorityRole);
        if (DowningStrategy == StaticQuorumName)
            return new StaticQuorum(StaticQuorumSettings.Size, StaticQuorumSettings.Role);
        if (DowningStrategy == KeepOldestName)
            return new KeepOldest(KeepOldestSettings.DownIfAlone, KeepOldestSettings.Role);
        return new DownAll();
    }
}

public sealed class KeepOldestSettings
{
    public KeepOldestSettings(bool downIfAlone, string role)
    {
        DownIfAlone = downIfAlone;
        Role = role;
    }

    public bool DownIfAlone { get; }

    public string Role { get; }
}

public sealed class StaticQuorumSettings
{
    public StaticQuorumSettings(int size, string role)
    {
        Size = size;
        Role = role;
    }

    public int Size { get; }

    public string Role { get; }
}
