using Weir.Operators.Graph;

namespace Weir.Actors.Deployments;

/// <summary>How many subtasks the operators of a job are to have.</summary>
internal sealed record JobParallelism
{
    private readonly OperatorParallelism[] _operators;

    /// <param name="ofAll">Of each operator; null: what the job's code says.</param>
    /// <param name="operators">Those that are to have another, each at most once.</param>
    public JobParallelism(int? ofAll, IEnumerable<OperatorParallelism>? operators = null)
    {
        OfAll = ofAll;
        _operators = [.. (operators ?? []).OrderBy(each => each.Uid, StringComparer.Ordinal)];
    }

    public int? OfAll { get; }

    /// <summary>By their uids, in that order.</summary>
    public IReadOnlyList<OperatorParallelism> Operators => _operators;

    /// <summary>The same, but for these operators.</summary>
    public JobParallelism With(IReadOnlyList<OperatorParallelism> changed) =>
        new(OfAll, [.. changed, .. _operators.ExceptBy(changed.Select(each => each.Uid), each => each.Uid)]);

    /// <summary>The same, with a number for each operator where there is none.</summary>
    public JobParallelism Or(int? ofAll) => new(OfAll ?? ofAll, _operators);

    public bool Equals(JobParallelism? other) => other is not null && OfAll == other.OfAll && _operators.AsSpan().SequenceEqual(other._operators);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(OfAll);
        foreach (OperatorParallelism each in _operators)
        {
            hash.Add(each);
        }

        return hash.ToHashCode();
    }

    /// <summary>For people.</summary>
    public override string ToString() => (OfAll, _operators) switch
    {
        (null, []) => "the parallelism that it was submitted with",
        ({ } number, []) => $"parallelism {number}",
        (null, _) => $"parallelism {Listed} and else as submitted",
        ({ } number, _) => $"parallelism {number}, {Listed}",
    };

    private string Listed => string.Join(", ", _operators.AsEnumerable());
}
