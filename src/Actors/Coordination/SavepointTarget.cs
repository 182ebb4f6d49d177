using Weir.State;

namespace Weir.Actors.Coordination;

/// <summary>What becomes of the job once its savepoint is complete. The numbers are stored.</summary>
internal enum StopMode
{
    /// <summary>It goes on.</summary>
    None = 0,

    /// <summary>It ends with the state as at the savepoint: sources stop at its barrier, and nothing is flushed.</summary>
    Suspend = 1,

    /// <summary>Its sources end first, as if their data had: event time reaches its end, windows fire, and the savepoint comes behind it all.</summary>
    Drain = 2,
}

/// <summary>What a savepoint is to be.</summary>
/// <param name="Directory">The folder in which its own folder is made; empty: that of the configuration.</param>
/// <param name="Format">How state is written.</param>
/// <param name="Stop">What becomes of the job.</param>
/// <param name="IsAutomatic">By <c>savepoint.every</c> or <c>savepoint.cron</c>: these, and no other savepoints, are deleted when there are more than <c>savepoint.keep</c>.</param>
internal sealed record SavepointTarget(
    string Directory, SavepointFormat Format = SavepointFormat.Canonical, StopMode Stop = StopMode.None, bool IsAutomatic = false)
{
    public bool Stops => Stop != StopMode.None;
}
