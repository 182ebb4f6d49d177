using Weir.Operators.Graph;

namespace Weir.Operators.Streams;

/// <summary>The end of a stream.</summary>
public sealed class StreamSink
{
    private readonly GraphNode node;

    internal StreamSink(GraphNode node) => this.node = node;

    /// <summary>Gives the sink a name, for plans, metrics and errors.</summary>
    public StreamSink WithName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        node.Name = name;
        return this;
    }

    /// <summary>Gives the sink an identity: by it, state is found again after the job was changed.</summary>
    public StreamSink WithUid(string uid)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(uid);
        node.AssignedUid = uid;
        return this;
    }

    /// <summary>Sets the number of writers.</summary>
    public StreamSink WithParallelism(int parallelism)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        node.Parallelism = parallelism;
        return this;
    }

    /// <summary>Keeps the sink out of the chain before it.</summary>
    public StreamSink DisableChaining()
    {
        node.Chaining = ChainingMode.Never;
        return this;
    }

    internal static string NameOf(object connector)
    {
        var name = connector.GetType().Name;
        var tick = name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? name : name[..tick];
    }
}
