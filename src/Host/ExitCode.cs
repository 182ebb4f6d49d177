namespace Weir.Host;

/// <summary>What the command tells its caller.</summary>
internal static class ExitCode
{
    public const int Finished = 0;
    public const int Failed = 1;
    public const int BadUsage = 2;

    /// <summary>Of a node: the cluster has put it out, or gone on without it. Started again, it joins as a new member.</summary>
    public const int PutOut = 3;

    /// <summary>Of a node: it found no cluster to join in time.</summary>
    public const int NotJoined = 4;

    /// <summary>128 and the signal's number, as shells do it.</summary>
    public const int Interrupted = 130;

    /// <summary>128 and the signal's number, as shells do it.</summary>
    public const int Terminated = 143;
}
