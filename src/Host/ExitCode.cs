namespace Weir.Host;

/// <summary>What the command tells its caller.</summary>
internal static class ExitCode
{
    public const int Finished = 0;
    public const int Failed = 1;
    public const int BadUsage = 2;

    /// <summary>128 and the signal's number, as shells do it.</summary>
    public const int Interrupted = 130;

    /// <summary>128 and the signal's number, as shells do it.</summary>
    public const int Terminated = 143;
}
