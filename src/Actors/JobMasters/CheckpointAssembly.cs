using System.Collections.Immutable;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Subtasks;
using Weir.Operators.Graph;
using Weir.State;
using Weir.State.Storage;

namespace Weir.Actors.JobMasters;

/// <summary>Puts together what the subtasks and the split enumerators have written for a checkpoint.</summary>
internal static class CheckpointAssembly
{
    public static CheckpointMetadata Metadata(JobSpecification job, WriteMetadata write)
    {
        var enumerators = ((EnumeratorStates)write.Enumerators).States;
        var snapshots = write.Snapshots.ToDictionary(snapshot => snapshot.Subtask, snapshot => ((SnapshotToken)snapshot.Snapshot).Snapshot);
        var operators = ImmutableArray.CreateBuilder<OperatorState>();
        for (int i = 0; i < job.Graph.Vertices.Count; i++)
        {
            JobVertex vertex = job.Graph.Vertices[i];
            var vertexId = new VertexId(i);
            foreach (GraphNode node in vertex.Nodes)
            {
                operators.Add(new OperatorState
                {
                    Uid = node.Uid,
                    Name = node.Name,
                    Parallelism = vertex.Parallelism,
                    MaxParallelism = vertex.MaxParallelism,
                    CoordinatorState = node == vertex.Nodes[0] && enumerators.GetValueOrDefault(vertexId) is { } state ? new ReadOnlyMemory<byte>(state) : null,
                    Subtasks =
                    [
                        .. Enumerable.Range(0, vertex.Parallelism)
                            .Select(index => snapshots[new SubtaskId(vertexId, index)].Operators.GetValueOrDefault(node.Uid) ?? OperatorSubtaskState.Empty),
                    ],
                });
            }
        }

        return new CheckpointMetadata
        {
            JobId = job.JobId,
            JobName = job.JobName,
            CheckpointId = write.CheckpointId,
            Timestamp = write.Timestamp,
            Kind = write.Options.Savepoint switch
            {
                null => State.Storage.CheckpointKind.Checkpoint,
                { Format: SavepointFormat.Native } => State.Storage.CheckpointKind.NativeSavepoint,
                _ => State.Storage.CheckpointKind.Savepoint,
            },
            Fingerprint = job.Graph.Fingerprint,
            Operators = operators.ToImmutable(),
        };
    }
}
