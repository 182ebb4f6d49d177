using System.Collections.Immutable;
using Weir.State.Keys;

namespace Weir.State.Storage;

/// <summary>Deals an operator's state to the subtasks of another parallelism.</summary>
internal static class StateAssignment
{
    /// <summary>
    /// What each of <paramref name="parallelism"/> new subtasks has to restore. Keyed state goes to the owners of its key groups, lists
    /// are dealt round-robin element by element, union lists go to all, broadcast maps as one copy to each; records in flight go where their
    /// partitioning sends them.
    /// </summary>
    public static ImmutableArray<OperatorSubtaskState> Assign(OperatorState state, int parallelism, int maxParallelism)
    {
        if (maxParallelism != state.MaxParallelism)
        {
            throw new ArgumentException(
                $"Operator '{state.Uid}' has state with max parallelism {state.MaxParallelism}, and the job asks for {maxParallelism}: keys are spread over " +
                $"that many key groups, for good. Set its max parallelism to {state.MaxParallelism}.", nameof(maxParallelism));
        }

        KeyGroups.Check(maxParallelism, parallelism);
        if (parallelism == state.Parallelism)
        {
            return WithUnions(state);
        }

        var lists = DealLists(state, parallelism, maxParallelism);
        var result = ImmutableArray.CreateBuilder<OperatorSubtaskState>(parallelism);
        for (var subtask = 0; subtask < parallelism; subtask++)
        {
            var range = KeyGroups.RangeFor(maxParallelism, parallelism, subtask);
            result.Add(new OperatorSubtaskState
            {
                Keyed = [.. state.Subtasks.SelectMany(old => old.Keyed).Where(handle => !handle.KeyGroups.Intersect(range).IsEmpty)],
                Operator = lists[subtask],
            });
        }

        return result.MoveToImmutable();
    }

    /// <summary>At the same parallelism each subtask has back what was its own; union lists still go to all.</summary>
    private static ImmutableArray<OperatorSubtaskState> WithUnions(OperatorState state)
    {
        if (!state.Subtasks.Any(subtask => subtask.Operator.Any(handle => handle.Lists.Any(list => list.IsUnion))))
        {
            return state.Subtasks;
        }

        var unions = Handles(state).Select(handle => Only(handle, list => list.IsUnion)).OfType<OperatorStateHandle>().ToImmutableArray();
        return [.. state.Subtasks.Select(subtask => subtask with
        {
            Operator = [.. subtask.Operator.Select(handle => Only(handle, list => !list.IsUnion)).OfType<OperatorStateHandle>(), .. unions],
        })];
    }

    private static ImmutableArray<OperatorStateHandle>[] DealLists(OperatorState state, int parallelism, int maxParallelism)
    {
        var dealt = new ImmutableArray<OperatorStateHandle>.Builder[parallelism];
        for (var subtask = 0; subtask < parallelism; subtask++)
        {
            dealt[subtask] = ImmutableArray.CreateBuilder<OperatorStateHandle>();
        }

        // Where the next element of each list goes: on from where the previous subtask's elements ended.
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (handle, old) in state.Subtasks.SelectMany((subtask, index) => subtask.Operator.Select(handle => (handle, index))))
        {
            var parts = new ImmutableArray<OperatorListPart>.Builder[parallelism];
            for (var subtask = 0; subtask < parallelism; subtask++)
            {
                parts[subtask] = ImmutableArray.CreateBuilder<OperatorListPart>();
            }

            foreach (var list in handle.Lists)
            {
                if (InFlightList.IsName(list.Name) && InFlightList.Parse(list.Name) is { IsDealt: false } inFlight)
                {
                    Offer(list, inFlight, KeyGroups.RangeFor(maxParallelism, state.Parallelism, old), parts, maxParallelism);
                }
                else if (list.Kind == StateKind.OperatorBroadcast)
                {
                    // All have written the same, so that any one's will do.
                    for (var subtask = old; subtask < parallelism; subtask += state.Parallelism)
                    {
                        parts[subtask].Add(list);
                    }
                }
                else
                {
                    Deal(list, parts, next);
                }
            }

            for (var subtask = 0; subtask < parallelism; subtask++)
            {
                if (parts[subtask].Count > 0)
                {
                    dealt[subtask].Add(new OperatorStateHandle(handle.State, parts[subtask].ToImmutable()));
                }
            }
        }

        return [.. dealt.Select(builder => builder.ToImmutable())];
    }

    /// <summary>To each that may need some of it.</summary>
    private static void Offer(
        OperatorListPart list, InFlightList inFlight, KeyGroupRange old, ImmutableArray<OperatorListPart>.Builder[] parts, int maxParallelism)
    {
        for (var subtask = 0; subtask < parts.Length; subtask++)
        {
            if (inFlight.IsFor(old, KeyGroups.RangeFor(maxParallelism, parts.Length, subtask)))
            {
                parts[subtask].Add(list);
            }
        }
    }

    private static void Deal(OperatorListPart list, ImmutableArray<OperatorListPart>.Builder[] parts, Dictionary<string, int> next)
    {
        if (list.IsUnion)
        {
            foreach (var part in parts)
            {
                part.Add(list);
            }

            return;
        }

        var first = next.GetValueOrDefault(list.Name);
        for (var element = 0; element < list.Count; element++)
        {
            parts[(first + element) % parts.Length].Add(list.Slice(element, element + 1));
        }

        next[list.Name] = (first + list.Count) % parts.Length;
    }

    private static IEnumerable<OperatorStateHandle> Handles(OperatorState state) => state.Subtasks.SelectMany(subtask => subtask.Operator);

    private static OperatorStateHandle? Only(OperatorStateHandle handle, Func<OperatorListPart, bool> predicate)
    {
        var lists = handle.Lists.Where(predicate).ToImmutableArray();
        return lists.IsEmpty ? null : handle with { Lists = lists };
    }
}
