namespace Weir.Actors.Jobs;

/// <summary>A vertex of the job graph (a chain of operators), by its place in the graph's topological order.</summary>
internal readonly record struct VertexId(int Value)
{
    public override string ToString() => $"v{Value}";
}

/// <summary>One parallel instance of a vertex: <paramref name="Index"/> runs from 0 to the vertex's parallelism − 1.</summary>
internal readonly record struct SubtaskId(VertexId Vertex, int Index) : IComparable<SubtaskId>
{
    public SubtaskId(int vertex, int index)
        : this(new VertexId(vertex), index)
    {
    }

    public int CompareTo(SubtaskId other)
    {
        var byVertex = Vertex.Value.CompareTo(other.Vertex.Value);
        return byVertex != 0 ? byVertex : Index.CompareTo(other.Index);
    }

    public override string ToString() => $"{Vertex}.{Index}";
}

/// <summary>
/// Which execution of a subtask: 1 for the first. The number is counted job-wide, so a region that is started again
/// gets a number that no other region had before it; what an older attempt still says is recognised and ignored.
/// </summary>
internal readonly record struct Attempt(int Number)
{
    public static readonly Attempt None = new(0);

    public Attempt Next() => new(Number + 1);

    public override string ToString() => $"#{Number}";
}

/// <summary>A subtask with the attempt that is meant: what is for one attempt must not reach, or hit, another.</summary>
internal readonly record struct SubtaskAttempt(SubtaskId Subtask, Attempt Attempt);
