using Weir.Actors.Coordination;

namespace Weir.Simulation.Model;

/// <summary>What a model subtask acknowledges with: the file it wrote.</summary>
internal sealed record SnapshotFile(string Name) : ISnapshotToken
{
    /// <summary>What it names of the files that checkpoints share.</summary>
    public IReadOnlyList<string> Shared { get; init; } = [];
}

/// <summary>The splits that each pipeline's enumerator has not handed out.</summary>
internal sealed record EnumeratorsState(IReadOnlyList<IReadOnlyList<int>> Unassigned) : ISnapshotToken;
