using System.Collections.Immutable;

namespace Weir.State.Storage;

/// <summary>What one subtask of an operator has stored, or (after <see cref="StateAssignment"/>) what it has to restore.</summary>
internal sealed record OperatorSubtaskState
{
    public static OperatorSubtaskState Empty { get; } = new();

    /// <summary>In order: a later one lies over the earlier ones. To restore from, those of several subtasks when the parallelism has changed.</summary>
    public ImmutableArray<KeyedStateHandle> Keyed { get; init; } = [];

    /// <summary>One at most when stored; several to restore from when the parallelism has changed.</summary>
    public ImmutableArray<OperatorStateHandle> Operator { get; init; } = [];

    /// <summary>Named bytes of the runtime's own, such as the record count; restored only when the parallelism is the same.</summary>
    public ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Extra { get; init; } =
        ImmutableSortedDictionary.Create<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);

    public bool IsEmpty => Keyed.IsEmpty && Operator.IsEmpty && Extra.IsEmpty;

    /// <summary>All the state that the handles name.</summary>
    public IEnumerable<StateHandle> Files => Keyed.SelectMany(handle => handle.Files).Concat(Operator.Select(handle => handle.State));

    /// <summary>How many bytes of state the handles name, be they written for this checkpoint or an earlier one.</summary>
    public long Length => Files.Sum(file => file.Length);
}
