namespace Weir.Actors.Configuration;

/// <summary>One setting that can't be used.</summary>
/// <param name="Key">Its full path, such as <c>weir.checkpointing.interval</c>.</param>
/// <param name="Problem">The value as it was written, and what would be accepted.</param>
internal sealed record ConfigurationError(string Key, string Problem)
{
    public override string ToString() => $"{Key} {Problem}";
}
