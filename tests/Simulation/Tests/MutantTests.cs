using Weir.Simulation.World;
using Xunit.Abstractions;

namespace Weir.Simulation.Tests;

/// <summary>The simulator bites: with any of these mistakes in place it finds a run that goes wrong.</summary>
public class MutantTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(nameof(Mutation.NoAlignment), 100)]
    [InlineData(nameof(Mutation.CommitAtBarrier), 100)]
    [InlineData(nameof(Mutation.ForgetPreparedOnRestore), 100)]
    [InlineData(nameof(Mutation.RestoreIncomplete), 100)]
    [InlineData(nameof(Mutation.CompleteBeforeMetadata), 100)]
    [InlineData(nameof(Mutation.CompleteWithoutOneAcknowledgement), 100)]
    [InlineData(nameof(Mutation.TrustMemoryOnRestore), 1000)]
    [InlineData(nameof(Mutation.RestoreWithoutQuiescing), 1000)]
    [InlineData(nameof(Mutation.LateEnumeratorSnapshot), 1000)]
    [InlineData(nameof(Mutation.RecordBetweenSnapshotAndBarrier), 100)]
    [InlineData(nameof(Mutation.NeverSweep), 1000)]
    [InlineData(nameof(Mutation.DeleteWhatOthersShare), 100)]
    [InlineData(nameof(Mutation.IgnoreQueued), 200)]
    [InlineData(nameof(Mutation.IgnoreLate), 200)]
    public void A_mistake_is_found_within_so_many_seeds(string mistake, int seeds)
    {
        var mutation = Enum.Parse<Mutation>(mistake);
        for (var seed = 1; seed <= seeds; seed++)
        {
            var run = new SimulationRun(SimulationOptions.From(seed, mutation));
            if (Record.Exception(run.Run) is { } found)
            {
                output.WriteLine($"seed {seed}: {found.GetType().Name}: {found.Message}");
                return;
            }
        }

        throw new Violation($"{mistake} was not found within {seeds} seeds.");
    }
}
