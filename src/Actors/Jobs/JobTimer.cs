namespace Weir.Actors.Jobs;

/// <summary>The name of a timer of the job machine.</summary>
/// <param name="Number">That of the recovery or of the relocation.</param>
internal readonly record struct JobTimer(JobTimerKind Kind, int Number = 0);

internal enum JobTimerKind
{
    /// <summary>The restart strategy's delay.</summary>
    Restart,

    /// <summary>A relocation does not wait for its checkpoint any longer.</summary>
    Relocation,

    /// <summary>It is time to ask what is still there, and to repeat what was not answered.</summary>
    Reconciliation,
}
