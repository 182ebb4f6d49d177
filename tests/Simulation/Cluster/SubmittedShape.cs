using Weir.Actors.Jobs;
using Weir.Actors.Registry;
using Weir.Simulation.World;

namespace Weir.Simulation.Cluster;

/// <summary>What is submitted: the parallelisms, and what the job is to start from.</summary>
/// <param name="StartFrom">A savepoint; 0: none.</param>
/// <param name="Pipelines">Source, counter and sink parallelism of each.</param>
internal sealed record SubmittedShape(long StartFrom, IReadOnlyList<(int Sources, int Counters, int Sinks)> Pipelines)
{
    private readonly Lazy<JobTopology> _topology = new(() => ModelTopology.For(Pipelines));

    public JobTopology Topology => _topology.Value;

    /// <summary>The shape that a job has now: as it was submitted, or as it was rescaled last.</summary>
    public static SubmittedShape Of(RegisteredJob job)
    {
        var submitted = Read(job.Submitted.Payload);
        return job.Parallelism is { } ofAll ? submitted.At(ofAll) : submitted;
    }

    /// <summary>The same with one parallelism for all.</summary>
    public SubmittedShape At(int parallelism) => new(StartFrom, [.. Pipelines.Select(_ => (parallelism, parallelism, parallelism))]);

    public static SubmittedShape Read(byte[] payload) => new(
        BitConverter.ToInt64(payload),
        [.. payload[sizeof(long)..].Chunk(3).Select(each => ((int)each[0], (int)each[1], (int)each[2]))]);

    public byte[] Write() =>
        [.. BitConverter.GetBytes(StartFrom), .. Pipelines.SelectMany(each => new[] { (byte)each.Sources, (byte)each.Counters, (byte)each.Sinks })];
}
