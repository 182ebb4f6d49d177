using Weir.Actors.Alignment;
using Weir.Actors.Jobs;
using Weir.Simulation.World;

namespace Weir.Simulation.Model;

/// <summary>The process that a model subtask runs in, as the subtask sees it.</summary>
internal interface IModelHost
{
    ModelWorld World { get; }

    /// <summary>Later, if the process is still there; when it stands still, as soon as it goes on.</summary>
    void After(TimeSpan delay, Action action);

    void Report(ModelSubtask subtask, SubtaskStatus status);

    void Decline(ModelSubtask subtask, long checkpointId, DeclineReason reason);

    void WriteSnapshot(ModelSubtask subtask, long checkpointId, object state);

    void RequestSplit(ModelSource source);

    void Crash(ModelSubtask subtask, string why);

    /// <summary>Whether what the other process sends now arrives.</summary>
    bool Hears(IModelHost other);
}
