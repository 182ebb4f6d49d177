using Weir.Actors.Alerts;
using Weir.Actors.Coordination;
using Weir.Actors.JobManagers;

namespace Weir.Simulation.World;

/// <summary>What operating the job brings with it in a run: changes by its users, alerts, faults of the storage and of the whole cluster.</summary>
internal sealed record OperationOptions
{
    public static readonly OperationOptions None = new();

    /// <summary>The mean time between changes of settings; 0: none. So with the others.</summary>
    public double ReconfigurationMilliseconds { get; init; }

    /// <summary>Between one time that the storage is full and the next.</summary>
    public double FullMilliseconds { get; init; }

    /// <summary>Between one time that the storage is slow and the next.</summary>
    public double SlowMilliseconds { get; init; }

    /// <summary>How many times longer everything takes then.</summary>
    public double Slowness { get; init; } = 1;

    /// <summary>How long the storage is full or slow, at most.</summary>
    public double WeatherMilliseconds { get; init; } = 200;

    /// <summary>How likely it is that a checkpoint cannot be read for now.</summary>
    public double ReadFailure { get; init; }

    /// <summary>How likely it is that a snapshot is started from by another job when it is complete; 0: none is.</summary>
    public double Fork { get; init; }

    /// <summary>Between one time that all nodes die at once and the next; clusters only.</summary>
    public double BlackoutMilliseconds { get; init; }

    public RelaunchSettings Relaunch { get; init; } = RelaunchSettings.Default;

    /// <summary>Of a chance of their own: what else happens to a seed does not change with them.</summary>
    public static SimulationOptions Add(SimulationOptions options)
    {
        if (options.Mutation != Mutation.None)
        {
            return options;
        }

        var chance = new Chance((options.Seed * 67) + 29);

        // Their barriers do not overtake, and nor do others beside them: a slow job would never complete a checkpoint.
        var savepoints = options.SinkMilliseconds > 0 ? 0 : chance.Pick(0, 100, 400, 1500);
        var alerts = chance.Happens(0.5);
        var every = TimeSpan.FromMilliseconds(chance.Pick(20, 100, 500));
        var operation = new OperationOptions
        {
            ReconfigurationMilliseconds = chance.Pick(0, 0, 100, 500),
            FullMilliseconds = chance.Pick(0, 0, 0, 1000),
            SlowMilliseconds = chance.Pick(0, 0, 0, 800),
            Slowness = chance.Pick(5, 20, 60),
            WeatherMilliseconds = chance.Pick(100, 300, 800),
            ReadFailure = chance.Pick(0, 0, 0.05, 0.3),
            Fork = chance.Pick(0, 0.03, 0.3),
            BlackoutMilliseconds = chance.Pick(0, 0, 600, 1500),
            Relaunch = chance.Happens(0.1)
                ? new RelaunchSettings(IsOn: false, 10, TimeSpan.FromMinutes(10))
                : new RelaunchSettings(IsOn: true, chance.Pick(1, 2, 10), TimeSpan.FromMilliseconds(chance.Pick(500, 3000, 60_000))),
        };
        return options with
        {
            Operation = operation,
            Checkpointing = options.Checkpointing with
            {
                Retention = chance.Pick(CheckpointRetention.DeleteOnCancellation, CheckpointRetention.RetainOnCancellation, CheckpointRetention.NoExternalized),
                SavepointDirectory = "savepoints",
                SavepointEvery = savepoints > 0 ? TimeSpan.FromMilliseconds(savepoints) : null,
                SavepointsKept = chance.Between(1, 4),
                Alert = new AlertConfiguration
                {
                    Every = alerts ? every : null,
                    Window = every * chance.Pick(1, 2.3, 8),
                    Threshold = chance.Pick(1, 2, 4),
                    TotalThreshold = chance.Happens(0.5) ? chance.Between(1, 9) : null,
                    SilenceFactor = chance.Happens(0.7) ? chance.Pick(0.5, 1, 3) : null,
                    RestartsPerMinute = chance.Happens(0.7) ? chance.Pick(1, 200, 2000) : null,
                },
            },
        };
    }
}
