using Weir.State.Backends;
using Weir.State.Storage;

namespace Weir.State.Savepoints;

/// <summary>
/// A savepoint, or a checkpoint, read without its job: <c>Savepoint.Open(folder).Operator("count").Keyed&lt;string&gt;().Value&lt;long&gt;("count")</c>
/// enumerates what that state has. Nothing is read before something is asked for. One of a running job can be deleted meanwhile by
/// that job; a savepoint is not.
/// </summary>
public sealed class Savepoint
{
    private readonly StoredSavepoint _stored;

    private Savepoint(StoredSavepoint stored) => _stored = stored;

    /// <summary>Its folder.</summary>
    public string Directory => _stored.Directory;

    /// <param name="directory">Its folder, the one with the file <c>_metadata</c>.</param>
    /// <exception cref="IOException">There is no complete savepoint or checkpoint.</exception>
    public static Savepoint Open(string directory) => new(new StoredSavepoint(directory));

    /// <summary>What is in it, by operator and state; the states' entries are not read.</summary>
    public async Task<SavepointDescription> DescribeAsync(CancellationToken cancellationToken = default)
    {
        var metadata = await _stored.MetadataAsync(cancellationToken).ConfigureAwait(false);
        var operators = new List<OperatorDescription>(metadata.Operators.Length);
        foreach (var state in metadata.Operators)
        {
            var states = await StateInventory.ReadAsync(state, _stored.Reader, cancellationToken).ConfigureAwait(false);
            operators.Add(new OperatorDescription(
                state.Uid,
                state.Name,
                state.Parallelism,
                state.MaxParallelism,
                [.. states.Where(its => !InFlightList.IsName(its.Name)).Select(its => new StateDescription(its.Name, its.Kind, its.Key, its.Value))]));
        }

        return new SavepointDescription(metadata.JobId, metadata.JobName, metadata.CheckpointId, metadata.Timestamp, metadata.IsSavepoint, operators);
    }

    /// <summary>The state of the operator of that uid.</summary>
    public SavepointOperator Operator(string uid) => new(_stored, uid);

    /// <summary>A state as JSON.</summary>
    internal Task<StateDump> DumpAsync(string uid, string name, CancellationToken cancellationToken) => StateDump.OpenAsync(_stored, uid, name, cancellationToken);

    /// <summary>Begins a savepoint that is this one but for some changes. This one stays as it is.</summary>
    public SavepointEdit Edit() => new(_stored);
}
