using Weir.State.Backends;
using Weir.State.Storage;

namespace Weir.Operators.Runtime;

/// <summary>The list states of an operator that has no keys.</summary>
internal sealed class OperatorLists
{
    private readonly Dictionary<string, object> lists = new(StringComparer.Ordinal);

    public static ValueTask<OperatorLists> OpenAsync(OperatorRestore restore, CancellationToken cancellationToken) => ValueTask.FromResult(new OperatorLists());

    public List<T> List<T>(string name) => Get<T>(name);

    public List<T> UnionList<T>(string name) => Get<T>(name);

    public OperatorSnapshot Snapshot(long checkpointId) => throw new InvalidOperationException();

    private List<T> Get<T>(string name) => (List<T>)(lists.TryGetValue(name, out var list) ? list : lists[name] = new List<T>());
}
