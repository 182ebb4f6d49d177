namespace Weir.Actors.Jobs;

/// <summary>
/// What a subtask says about itself. It moves forward only, within one attempt; failing is an event of its own
/// (<see cref="SubtaskFailed"/>), since it carries a cause.
/// </summary>
internal enum SubtaskStatus
{
    /// <summary>Told to start; nothing heard yet.</summary>
    Deploying,

    /// <summary>Alive, restoring its state.</summary>
    Initializing,

    /// <summary>Restored, processing.</summary>
    Running,

    /// <summary>Has seen the end of all its data. It stays alive, forwards barriers and takes snapshots.</summary>
    DataFinished,

    /// <summary>
    /// Has committed what the final checkpoint held. It still stays alive, and still answers barriers, until it is
    /// told to stop: another region of the job may have to take its final checkpoint again, which needs all states.
    /// </summary>
    Finished,

    /// <summary>Gone, because it was told to stop.</summary>
    Stopped,
}
