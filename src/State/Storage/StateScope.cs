namespace Weir.State.Storage;

/// <summary>Whose a file of state is.</summary>
internal enum StateScope
{
    /// <summary>The checkpoint's that it was written for: it is in its folder, and goes with it.</summary>
    Own,

    /// <summary>The job's: later checkpoints may name it too, and it goes when none does any more.</summary>
    Shared,
}
