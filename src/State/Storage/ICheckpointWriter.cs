namespace Weir.State.Storage;

/// <summary>Writes the state of one checkpoint.</summary>
internal interface ICheckpointWriter
{
    /// <summary>
    /// Starts some state. <paramref name="name"/> (such as the operator and the subtask) is for people; storage makes it unique.
    /// </summary>
    CheckpointStream Create(string name);
}
