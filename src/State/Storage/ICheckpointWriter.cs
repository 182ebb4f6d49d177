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

    /// <summary>
    /// The same of state whose bytes, which the caller writes, are those of a file of this machine that is never written to again: whoever
    /// keeps copies here may give that a second name instead.
    /// </summary>
    /// <param name="file">The file; it may lose its name when the stream is closed.</param>
    /// <param name="name">For people.</param>
    /// <param name="scope">Whether later checkpoints may name the file.</param>
    CheckpointStream CreateFrom(string file, string name, StateScope scope) => Create(name, scope);

    /// <summary>State that an earlier checkpoint has written is named again, and this file of the same kind has its bytes.</summary>
    void NameAgain(StateHandle state, string file)
    {
    }
}
