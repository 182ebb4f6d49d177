namespace Weir.JournalTests.Simulated;

public sealed class ClaimSimulationTests
{
    private const int Runs = 200;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_the_order_of_steps_nothing_acknowledged_is_lost_and_all_agree(int part)
    {
        var (recoveries, writes, fenced) = (0, 0, 0);

        // Without the test's own context, which would put each continuation on another thread.
        await Task.Run(() =>
        {
            for (var seed = part * Runs; seed < (part + 1) * Runs; seed++)
            {
                var simulation = new ClaimSimulation(seed);
                try
                {
                    simulation.Run();
                }
                catch (Exception exception)
                {
                    throw new InvalidOperationException($"With seed {seed}: {exception.Message}", exception);
                }

                recoveries += simulation.History.Recoveries;
                writes += simulation.History.Writes;
                fenced += simulation.History.Fenced;
            }
        });

        // A simulation in which nothing happens proves nothing.
        recoveries.ShouldBeGreaterThan(10 * Runs);
        writes.ShouldBeGreaterThan(10 * Runs);
        fenced.ShouldBeGreaterThan(10 * Runs);
    }
}
