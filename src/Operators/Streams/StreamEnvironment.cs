using Weir.Operators.Connectors;
using Weir.Operators.Graph;
using Weir.State.Keys;

namespace Weir.Operators.Streams;

/// <summary>Where a job's graph begins: settings of the job, and its sources.</summary>
public sealed class StreamEnvironment
{
    private readonly LogicalGraph graph;
    private int parallelism = 1;
    private int maxParallelism = KeyGroups.DefaultMaxParallelism;

    internal StreamEnvironment(string jobName, IReadOnlyList<string>? arguments = null)
    {
        graph = new LogicalGraph(jobName);
        Arguments = arguments ?? [];
    }

    /// <summary>The job's name, by which its checkpoints are found again.</summary>
    public string JobName
    {
        get => graph.Name;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            graph.Name = value;
        }
    }

    /// <summary>What the job was given to itself, after <c>--</c> on the command line.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>Subtasks of each operator that sets none itself. A parallelism given at submission goes before both.</summary>
    public int Parallelism
    {
        get => parallelism;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, KeyGroups.LargestMaxParallelism);
            parallelism = value;
        }
    }

    /// <summary>Key groups of each operator that sets none itself: no parallelism can ever be larger, and state cannot change it. 128, at most 32,768.</summary>
    public int MaxParallelism
    {
        get => maxParallelism;
        set
        {
            KeyGroups.CheckMaxParallelism(value);
            maxParallelism = value;
        }
    }

    /// <summary>
    /// Where keyed state is while the job runs; null: as the configuration says (<c>weir.state.backend</c>). Checkpoints and savepoints of
    /// one can be restored with the other, as long as they are not in a backend's own format.
    /// </summary>
    public StateBackend? StateBackend { get; set; }

    /// <summary>Checkpointing as the program wants it.</summary>
    public CheckpointingOptions Checkpointing { get; } = new();

    internal LogicalGraph Graph => graph;

    /// <summary>Takes checkpoints.</summary>
    /// <param name="interval">Time between triggers, at least 10 ms.</param>
    /// <param name="mode">What they promise.</param>
    public void EnableCheckpointing(TimeSpan interval, CheckpointMode mode = CheckpointMode.ExactlyOnce)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.FromMilliseconds(10));
        Checkpointing.Interval = interval;
        Checkpointing.Mode = mode;
    }

    /// <summary>A stream of what a source reads.</summary>
    /// <param name="source">The source.</param>
    /// <param name="name">Its name in plans and errors; null: that of its type.</param>
    public DataStream<T> FromSource<T, TSplit>(ISource<T, TSplit> source, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var node = graph.Add(new SourceNode<T, TSplit>(graph.NextId, name ?? StreamSink.NameOf(source), source));
        return new DataStream<T>(this, node);
    }

    /// <summary>Builds the graph that is deployed.</summary>
    /// <param name="parallelismOverride">Given at submission.</param>
    /// <param name="operators">Those that are to have another one.</param>
    internal JobGraph BuildJobGraph(int? parallelismOverride = null, IReadOnlyList<OperatorParallelism>? operators = null) => JobGraph.Build(
        graph, new JobGraphOptions(Parallelism) { MaxParallelism = MaxParallelism, ParallelismOverride = parallelismOverride, Operators = operators ?? [] });
}
