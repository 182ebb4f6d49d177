using Akka.Configuration;
using Weir.Actors.Configuration;
using Weir.Actors.Coordination;

namespace Weir.Simulation.World;

/// <summary>Changes of settings, merged and read as the job manager does it.</summary>
internal sealed class LiveSettingsReader(CheckpointingConfiguration original)
{
    private readonly Config _own = ConfigurationFactory.ParseString(SettingsChange.Write(original))
        .WithFallback(ReferenceConfiguration.Config);

    /// <summary>The settings of a job of which so much was changed.</summary>
    /// <param name="changed">As it is recorded; may be empty.</param>
    public CheckpointingConfiguration Read(string changed) =>
        changed.Length == 0 ? original : Read(ConfigurationFactory.ParseString(changed));

    /// <exception cref="InvalidConfigurationException">The change cannot be.</exception>
    public (CheckpointingConfiguration Configuration, string Text) Change(SettingsChange change, string former)
    {
        var changes = LiveSettings.Merge(change.Hocon, former);
        return (Read(changes), changes.ToString(includeFallback: true));
    }

    private CheckpointingConfiguration Read(Config changes) =>
        SettingsChange.Apply(CheckpointingConfigurationReader.Read(changes.WithFallback(_own)), original);
}
