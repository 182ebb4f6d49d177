namespace Weir.State.Storage;

/// <summary>Writes the state of one checkpoint.</summary>
internal interface ICheckpointWriter
{
    /// <summary>
    /// Starts some state. <paramref name="name"/> (such as the operator and the subtask) is for people; storage makes it unique.
    /// </summary>
    /// <param name="name">For people.</param>
    /// <param name="scope">
    /// Whether later checkpoints may name the file. Of a savepoint, which has all that it names in its folder, nothing is
    /// <see cref="StateScope.Shared"/>: <see cref="InvalidOperationException"/>.
    /// </param>
    CheckpointStream Create(string name, StateScope scope = StateScope.Own);
}
