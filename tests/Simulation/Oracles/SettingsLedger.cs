using Weir.Actors.Coordination;
using Weir.Simulation.World;

namespace Weir.Simulation.Oracles;

/// <summary>
/// What users have changed, as they were told that it is recorded. What it expects it knows from the changes alone, not
/// from how they are merged, kept and read again.
/// </summary>
internal sealed class SettingsLedger(CheckpointingConfiguration original)
{
    private readonly Dictionary<string, object?> _recorded = new(StringComparer.Ordinal);

    public long Changes { get; private set; }

    public long Refusals { get; private set; }

    public void Record(SettingsChange change)
    {
        if (Problem(change) is { } problem)
        {
            throw new Violation($"the change {change} is recorded, although {problem}");
        }

        Changes++;
        foreach (var (key, value) in change.Values)
        {
            _recorded[key] = value.Value;
        }
    }

    /// <summary>A change was refused: with reason, by all that has been recorded.</summary>
    public void Refused(SettingsChange change, string reason)
    {
        Refusals++;
        if (Problem(change) is null)
        {
            throw new Violation($"the change {change} is refused: {reason}");
        }
    }

    /// <summary>The job was submitted again: with its own settings.</summary>
    public void Forget() => _recorded.Clear();

    public void CheckInForce(CheckpointingConfiguration inForce, string who)
    {
        foreach (var (key, value) in _recorded)
        {
            if (!Equals(SettingsChange.Of(inForce, key), value))
            {
                throw new Violation($"{who} has {key} = {SettingsChange.Of(inForce, key) ?? "off"}, and {value ?? "off"} was recorded");
            }
        }

        foreach (var key in Keys.Where(key => !_recorded.ContainsKey(key)))
        {
            if (!Equals(SettingsChange.Of(inForce, key), SettingsChange.Of(original, key)))
            {
                throw new Violation($"{who} has {key} = {SettingsChange.Of(inForce, key) ?? "off"}, and nobody has changed {SettingsChange.Of(original, key) ?? "off"}");
            }
        }
    }

    private static readonly string[] Keys =
        ["interval", "min-pause", "timeout", "alert.every", "alert.window", "alert.threshold", "alert.total-threshold"];

    // By docs and reference.conf.
    private string? Problem(SettingsChange change)
    {
        object? Then(string key) =>
            change.Values.TryGetValue(key, out var given) ? given.Value : _recorded.TryGetValue(key, out var recorded) ? recorded : SettingsChange.Of(original, key);

        if (original.MaximumConcurrent > 1 && (TimeSpan)Then("min-pause")! > TimeSpan.Zero)
        {
            return "several at a time and a pause between them exclude each other";
        }

        return (TimeSpan?)Then("alert.every") is { } every && (TimeSpan)Then("alert.window")! < every ? "the window is shorter than the time between evaluations" : null;
    }
}
