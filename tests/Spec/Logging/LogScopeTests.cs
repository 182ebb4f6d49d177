using Akka.Event;
using Weir.Actors.Logging;
using Weir.Testing;
using Weir.Testing.Connectors;

namespace Weir.Spec.Logging;

/// <summary>What Weir logs of a job says which job, checkpoint and subtask it is about, not in its text alone.</summary>
public sealed class LogScopeTests
{
    private const string Settings = "akka.loglevel = INFO, weir.checkpointing { interval = 20 ms, storage.inline-threshold = 0 }";

    [Fact]
    public async Task A_checkpoint_that_fails_is_named_by_the_subtask_that_could_not_write_and_by_the_job()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(new TestClusterOptions { Configuration = Settings });
        var log = new LogEntries(cluster.System);
        cluster.Faults.Storage.FailWrite(2);
        TestJob job = await SubmitAsync(cluster);

        LogScope declined = LogScope.Of(await log.WithAsync("declines checkpoint 2 (WriteFailed)")).ShouldNotBeNull();
        LogScope failed = LogScope.Of(await log.WithAsync("checkpoint 2 (Periodic) failed")).ShouldNotBeNull();
        LogScope completed = LogScope.Of(await log.WithAsync("checkpoint 3 (Periodic) completed")).ShouldNotBeNull();

        (declined.JobId, declined.JobName, declined.CheckpointId, declined.Attempt).ShouldBe((job.Id, failed.JobName, 2, 1));
        declined.VertexUid.ShouldNotBeNullOrEmpty();
        declined.VertexName.ShouldNotBeNullOrEmpty();
        declined.SubtaskIndex.ShouldBe(0);
        declined.Failure.ShouldNotBeNull().ShouldContain("State of checkpoint 2 cannot be written");
        (failed.JobId, failed.CheckpointId).ShouldBe((job.Id, 2));
        (completed.JobId, completed.CheckpointId).ShouldBe((job.Id, 3));
    }

    [Fact]
    public async Task A_subtask_that_fails_is_named_where_it_ran_and_where_the_job_is_led()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(new TestClusterOptions { Configuration = Settings });
        var log = new LogEntries(cluster.System);
        cluster.Faults.CrashSubtask("count").AtCheckpoint(2);
        TestJob job = await SubmitAsync(cluster);

        LogEvent where = await log.WithAsync(", attempt 1, failed: ");
        LogEvent led = await log.WithAsync(": failure 1 in ");
        foreach (LogEvent entry in (LogEvent[])[where, led])
        {
            LogScope scope = LogScope.Of(entry).ShouldNotBeNull($"{entry}");
            (scope.JobId, scope.SubtaskIndex, scope.Attempt).ShouldBe((job.Id, 0, 1), $"{entry}");
            scope.VertexUid.ShouldBe("counting");
            scope.VertexName.ShouldNotBeNull().ShouldContain("count");
            scope.Failure.ShouldNotBeNull().ShouldContain("at the barrier of checkpoint 2");
        }

        where.LogSource.ShouldContain("task-manager");
        await log.WithAsync("recovered from failure 1");
        log.Read
            .Where(entry => entry.LogClass.FullName!.StartsWith("Weir.", StringComparison.Ordinal) && $"{entry.Message}".Contains(job.Id, StringComparison.Ordinal))
            .Select(entry => (Job: LogScope.Of(entry)?.JobId, Text: $"{entry.Message}"))
            .ShouldAllBe(entry => entry.Job == job.Id);
    }

    [Fact]
    public void Text_that_looks_like_a_template_stays_as_it_is()
    {
        var entry = new Info("source", typeof(LogScopeTests), new ScopedLogMessage("{0} {name}", DefaultLogMessageFormatter.Instance, new LogScope()));
        $"{entry.Message}".ShouldBe("{0} {name}");
    }

    private static Task<TestJob> SubmitAsync(WeirTestCluster cluster)
    {
        var source = new ScriptedSource<int>();
        source.Add(1, 2, 3);
        return cluster.SubmitAsync(environment => environment.FromSource(source)
            .KeyBy(n => n).Count().WithName("count").WithUid("counting")
            .SinkTo(new TestSink<(int, long)>()));
    }
}
