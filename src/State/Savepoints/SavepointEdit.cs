namespace Weir.State.Savepoints;

/// <summary>
/// A savepoint that is another one but for some changes, written with <see cref="WriteAsync"/>; jobs start from it as from any. Nothing is
/// looked for before that: what there is not is an error then.
/// </summary>
public sealed class SavepointEdit
{
    private readonly StoredSavepoint _stored;
    private readonly Dictionary<string, SavepointOperatorEdit> _operators = new(StringComparer.Ordinal);

    internal SavepointEdit(StoredSavepoint stored) => _stored = stored;

    /// <summary>The changes of the operator of that uid.</summary>
    public SavepointOperatorEdit Operator(string uid)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(uid);
        if (!_operators.TryGetValue(uid, out var edit))
        {
            _operators.Add(uid, edit = new SavepointOperatorEdit(uid));
        }

        return edit;
    }

    /// <summary>Writes the savepoint, in the canonical format.</summary>
    /// <param name="directory">Its folder, which is made; there must be nothing in it.</param>
    /// <param name="cancellationToken">Ends it; what was written is deleted.</param>
    /// <returns>The folder's full path.</returns>
    /// <exception cref="ArgumentException">An operator or a state that is changed is not there, or is of another kind.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public Task<string> WriteAsync(string directory, CancellationToken cancellationToken = default) =>
        new SavepointRewrite(_stored, _operators).WriteAsync(directory, cancellationToken);
}
