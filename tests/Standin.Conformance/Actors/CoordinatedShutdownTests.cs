using Akka;
using Akka.Actor;
using Akka.Configuration;

namespace Weir.Standin.Conformance.Actors;

public sealed class CoordinatedShutdownTests() : ActorTest(
    """
    akka.coordinated-shutdown.phases {
      service-stop.timeout = 100ms
      my-phase.depends-on = [service-unbind]
      service-requests-done.depends-on = [service-unbind, my-phase]
    }
    """)
{
    [Fact]
    public async Task Phases_run_one_after_the_other_in_the_order_of_their_dependencies()
    {
        var shutdown = CoordinatedShutdown.Get(System);
        foreach (var phase in new[]
        {
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate,
            CoordinatedShutdown.PhaseServiceRequestsDone,
            "my-phase",
            CoordinatedShutdown.PhaseBeforeServiceUnbind,
            CoordinatedShutdown.PhaseServiceUnbind,
            CoordinatedShutdown.PhaseClusterShutdown,
        })
        {
            shutdown.AddTask(phase, "report", async () =>
            {
                await Task.Yield();
                Report(phase);
                return Done.Instance;
            });
        }

        await shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance);

        await Expect("before-service-unbind", "service-unbind", "my-phase", "service-requests-done", "cluster-shutdown", "before-actor-system-terminate");
        System.WhenTerminated.IsCompleted.ShouldBeTrue();
        shutdown.ShutdownReason.ShouldBe(CoordinatedShutdown.ClrExitReason.Instance);
    }

    [Fact]
    public async Task Tasks_of_a_phase_run_at_the_same_time()
    {
        var shutdown = CoordinatedShutdown.Get(System);
        var (first, second) = (new TaskCompletionSource<Done>(), new TaskCompletionSource<Done>());
        shutdown.AddTask("service-unbind", "first", () =>
        {
            second.SetResult(Done.Instance);
            return first.Task;
        });
        shutdown.AddTask("service-unbind", "second", async () =>
        {
            await second.Task;
            first.SetResult(Done.Instance);
            return Done.Instance;
        });

        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience);
    }

    [Fact]
    public async Task A_failed_or_too_slow_task_does_not_hold_up_the_next_phases()
    {
        var shutdown = CoordinatedShutdown.Get(System);
        shutdown.AddTask("service-unbind", "fails", () => Task.FromException<Done>(new InvalidOperationException("no")));
        shutdown.AddTask("service-stop", "never ends", () => new TaskCompletionSource<Done>().Task);
        shutdown.AddTask("cluster-leave", "report", Reporting("reached"));

        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience);

        await Expect("reached");
    }

    [Fact]
    public async Task Runs_once_with_the_first_reason()
    {
        var shutdown = CoordinatedShutdown.Get(System);
        shutdown.ShutdownReason.ShouldBeNull();
        shutdown.AddTask("service-unbind", "report", Reporting("ran"));
        await shutdown.Run(CoordinatedShutdown.ClusterLeavingReason.Instance);
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance);

        await Expect("ran");
        NothingReported();
        shutdown.ShutdownReason.ShouldBe(CoordinatedShutdown.ClusterLeavingReason.Instance);
    }

    [Fact]
    public async Task Terminate_runs_it()
    {
        CoordinatedShutdown.Get(System).AddTask("before-service-unbind", "report", Reporting("ran"));
        await System.Terminate();

        await Expect("ran");
        CoordinatedShutdown.Get(System).ShutdownReason.ShouldBe(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
    }

    [Fact]
    public void A_task_for_a_phase_that_is_not_configured_is_refused() =>
        Should.Throw<ConfigurationException>(() => CoordinatedShutdown.Get(System).AddTask("no-such-phase", "task", Reporting("")));

    [Fact]
    public void Timeouts_are_those_of_the_configuration()
    {
        CoordinatedShutdown.Get(System).Timeout("service-stop").ShouldBe(TimeSpan.FromMilliseconds(100));
        CoordinatedShutdown.Get(System).Timeout("service-unbind").ShouldBe(TimeSpan.FromSeconds(5));
    }

    private Func<Task<Done>> Reporting(string what) => () =>
    {
        Report(what);
        return Task.FromResult(Done.Instance);
    };
}
