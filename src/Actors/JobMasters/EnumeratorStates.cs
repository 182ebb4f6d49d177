using Weir.Actors.Coordination;
using Weir.Actors.Jobs;

namespace Weir.Actors.JobMasters;

/// <summary>The state of a job's split enumerators as of one checkpoint, on its way into the metadata.</summary>
internal sealed record EnumeratorStates(IReadOnlyDictionary<VertexId, byte[]?> States) : ISnapshotToken;
