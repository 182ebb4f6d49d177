using Weir.Simulation.Cluster;
using Weir.Simulation.World;
using Xunit.Abstractions;

namespace Weir.Simulation.Tests;

/// <summary>The simulator bites: with any of these mistakes in place it finds a run that goes wrong.</summary>
public class ClusterMutantTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(nameof(ClusterMutation.NoEpochsInTaskManagers), 1000)]
    [InlineData(nameof(ClusterMutation.VoidIsIgnored), 1000)]
    [InlineData(nameof(ClusterMutation.RestoreUnrecorded), 1000)]
    [InlineData(nameof(ClusterMutation.AttemptsStartAgain), 1000)]
    [InlineData(nameof(ClusterMutation.NoFencing), 1000)]
    [InlineData(nameof(ClusterMutation.CommitBeforeRecorded), 1000)]
    [InlineData(nameof(ClusterMutation.DeployBeforeRecorded), 1000)]
    [InlineData(nameof(ClusterMutation.CreateBeforeRecorded), 1000)]
    [InlineData(nameof(ClusterMutation.SweepOthers), 1000)]
    [InlineData(nameof(ClusterMutation.AbortLaterAttempts), 1000)]
    [InlineData(nameof(ClusterMutation.LostConnectionsAreIgnored), 1000)]
    [InlineData(nameof(ClusterMutation.StopIsForgotten), 1000)]
    [InlineData(nameof(ClusterMutation.RunsOnAfterStop), 1000)]
    public void A_mistake_is_found_within_so_many_seeds(string mistake, int seeds)
    {
        var mutation = Enum.Parse<ClusterMutation>(mistake);
        for (var seed = 1; seed <= seeds; seed++)
        {
            var run = new ClusterRun(ClusterShape.From(seed, mutation));
            if (Record.Exception(run.Run) is { } found)
            {
                output.WriteLine($"seed {seed}: {found.GetType().Name}: {found.Message}");
                return;
            }
        }

        throw new Violation($"{mistake} was not found within {seeds} seeds.");
    }
}
