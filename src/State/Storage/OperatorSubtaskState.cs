using System.Collections.Immutable;

namespace Weir.State.Storage;

/// <summary>What one subtask of an operator has stored, or (after <see cref="StateAssignment"/>) what it has to restore.</summary>
internal sealed record OperatorSubtaskState
{
    public static OperatorSubtaskState Empty { get; } = new();

    /// <summary>One when stored; several to restore from when the parallelism has changed.</summary>
    public ImmutableArray<KeyedStateHandle> Keyed { get; init; } = [];

    /// <summary>One at most when stored; several to restore from when the parallelism has changed.</summary>
    public ImmutableArray<OperatorStateHandle> Operator { get; init; } = [];

    /// <summary>Named bytes of the runtime's own, such as the record count; restored only when the parallelism is the same.</summary>
    public ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Extra { get; init; } =
        ImmutableSortedDictionary.Create<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);

    public bool IsEmpty => Keyed.IsEmpty && Operator.IsEmpty && Extra.IsEmpty;

    /// <summary>How many bytes of state the handles name.</summary>
    public long Length => Keyed.Sum(handle => handle.State.Length) + Operator.Sum(handle => handle.State.Length);
}
