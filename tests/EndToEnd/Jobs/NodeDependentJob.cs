using Weir.Operators.Sinks;
using Weir.Operators.Streams;

namespace Weir.EndToEnd.Jobs;

/// <summary>Defines itself otherwise on one node of a cluster: what a build of its own there would do.</summary>
public sealed class NodeDependentJob : IStreamJob
{
    public const string ExtraOperator = "only-on-one-node";

    public void Define(StreamEnvironment environment)
    {
        var lines = environment.FromCollection(Enumerable.Range(1, 1_000)).Select(number => number * 2).WithUid("doubled");
        var isOther = Environment.GetCommandLineArgs().Any(argument => argument.EndsWith("node-1.conf", StringComparison.Ordinal));
        (isOther ? lines.Where(number => number > 0).WithUid(ExtraOperator) : lines).Rebalance().SinkTo(new ConsoleSink<int>());
    }
}
