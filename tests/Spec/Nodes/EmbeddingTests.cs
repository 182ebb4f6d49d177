using Akka.Actor;
using Akka.Configuration;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Actors.Nodes;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.Spec.Nodes;

/// <summary>Weir in an actor system that an application has already.</summary>
public sealed class EmbeddingTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Without Weir's defaults: they are put below the application's own settings when Weir starts.
    private readonly ActorSystem _system = ActorSystem.Create("shop", ConfigurationFactory.ParseString("akka.loglevel = WARNING, shop.name = corner"));

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);

    [Fact]
    public async Task A_job_class_is_run_and_watched_by_its_handle()
    {
        WeirExtension weir = WeirExtension.For(_system);
        weir.ShouldBeSameAs(WeirExtension.For(_system));
        JobHandle job = await weir.SubmitAsync<Endless>(new JobOptions { Name = "endless", Parallelism = 2 });
        job.Name.ShouldBe("endless");
        (await CheckpointAsync(job)).ShouldBeGreaterThan(0);
        (await weir.GetJobsAsync()).ShouldHaveSingleItem().JobId.ShouldBe(job.Id);
        (await weir.FindJobAsync(job.Id)).ShouldBeSameAs(job);
        (await weir.FindJobAsync(new string('0', 32))).ShouldBeNull();
        JobResult result = await job.CancelAsync().WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Cancelled);
        job.Status.State.ShouldBe(JobState.Cancelled);
        (await weir.GetJobsAsync()).ShouldHaveSingleItem().State.ShouldBe(JobState.Cancelled);
    }

    [Fact]
    public async Task What_happens_to_a_job_is_on_the_event_stream()
    {
        var seen = new List<WeirEvent>();
        var over = new TaskCompletionSource();
        IActorRef listener = _system.ActorOf(Props.Create(() => new Listener(seen, over)));
        _system.EventStream.Subscribe(listener, typeof(WeirEvent));
        WeirExtension weir = WeirExtension.For(_system);
        int failures = 0;
        weir.RegisterJob("picky", () => new Picky(() => Interlocked.Increment(ref failures) == 1));
        JobHandle job = await weir.SubmitAsync("picky", new JobOptions
        {
            Configuration = "weir.checkpointing { interval = 20 ms, restart { strategy = fixed-delay, fixed-delay { attempts = 3, delay = 10 ms } } }",
        });
        (await job.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Finished);
        await over.Task.WaitAsync(Patience);
        seen.ShouldAllBe(happened => happened.JobId == job.Id && happened.JobName == "picky");
        seen.OfType<JobAttemptFailed>().ShouldHaveSingleItem().Cause.Message.ShouldContain("not the first time");
        seen.OfType<JobRecovered>().ShouldHaveSingleItem();
        seen.OfType<JobCheckpointCompleted>().ShouldNotBeEmpty();
        seen.OfType<Weir.Actors.Clients.JobStateChanged>().Select(change => change.To).ShouldContain(JobState.Restarting);
        seen[^1].ShouldBeOfType<JobConcluded>().Result.Outcome.ShouldBe(JobOutcome.Finished);
    }

    [Fact]
    public async Task The_same_job_is_not_run_twice_by_those_who_only_want_it_to_run()
    {
        WeirExtension weir = WeirExtension.For(_system);
        weir.RegisterJob<Endless>();
        JobHandle[] handles = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            weir.RunOrFindAsync(nameof(Endless), new JobOptions { Start = JobStart.Latest })));
        (await weir.GetJobsAsync()).Count(job => job.State is JobState.Created or JobState.Running).ShouldBe(1);
        handles.Select(handle => handle.Id).Distinct().ShouldHaveSingleItem();
        await handles[0].CancelAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task Those_who_only_want_it_to_run_find_what_is_being_started_by_another()
    {
        string folder = Directory.CreateTempSubdirectory("weir-spec-").FullName;
        try
        {
            WeirExtension weir = WeirExtension.For(_system);
            weir.RegisterJob<Endless>();
            var options = new JobOptions { Configuration = $"weir.checkpointing.storage.dir = \"{folder}\"" };
            JobHandle[] handles = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => weir.RunOrFindAsync(nameof(Endless), options)));
            handles.Select(handle => handle.Id).Distinct().ShouldHaveSingleItem();
            (await weir.GetJobsAsync()).ShouldHaveSingleItem();
            await handles[0].CancelAsync().WaitAsync(Patience);
            JobHandle next = await weir.RunOrFindAsync(nameof(Endless), options);
            next.Id.ShouldNotBe(handles[0].Id, "that has ended");
            await next.CancelAsync().WaitAsync(Patience);
        }
        finally
        {
            await TemporaryFolders.DeleteAsync(folder);
        }
    }

    [Fact]
    public async Task What_is_wrong_with_a_job_is_told_to_whoever_submits_it()
    {
        WeirExtension weir = WeirExtension.For(_system);
        (await Should.ThrowAsync<SubmissionRefusedException>(weir.SubmitAsync("unheard-of"))).Message.ShouldContain("unheard-of");
        weir.RegisterJob("twice", () => new Endless());
        Should.Throw<InvalidOperationException>(() => weir.RegisterJob("twice", () => new Endless())).Message.ShouldContain("twice");
        (await Should.ThrowAsync<Weir.Actors.Configuration.InvalidConfigurationException>(
            weir.SubmitAsync("twice", new JobOptions { Configuration = "weir.checkpointing.interval = 1 ms" }))).Message.ShouldContain("interval");
        Should.Throw<ArgumentOutOfRangeException>(() => new JobOptions { Parallelism = 0 });
        (await weir.GetJobsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_goes_on_from_its_latest_checkpoint_unless_it_has_finished()
    {
        WeirExtension weir = WeirExtension.For(_system);
        weir.RegisterJob("short", () => new Picky(() => false));
        JobHandle job = await weir.SubmitAsync("short", new JobOptions { Start = JobStart.Latest });
        (await job.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Finished);
        await Should.ThrowAsync<JobAlreadyFinishedException>(weir.SubmitAsync("short", new JobOptions { Start = JobStart.Latest }));
    }

    [Fact]
    public async Task A_job_begins_with_the_state_of_a_savepoint_and_takes_it_over()
    {
        string folder = Directory.CreateTempSubdirectory("weir-spec-").FullName;
        try
        {
            WeirExtension weir = WeirExtension.For(_system);
            var sink = new CollectSink<(long Key, long Count)>();
            weir.RegisterJob("counting", () => new Counting(sink));
            var options = new JobOptions { Configuration = $"weir.checkpointing {{ interval = 1 h, storage.dir = \"{folder}\" }}" };
            JobHandle first = await weir.SubmitAsync("counting", options);
            await CheckpointAsync(first);
            string savepoint = await first.StopAsync(directory: Path.Combine(folder, "savepoints")).WaitAsync(Patience);
            long counted = sink.Results.Count;
            JobHandle second = await weir.SubmitAsync("counting", options with { Start = JobStart.AtSavepoint(savepoint, claims: true), AllowsNonRestoredState = true });
            await CheckpointAsync(second);
            await second.StopAsync(directory: Path.Combine(folder, "savepoints")).WaitAsync(Patience);
            Directory.Exists(savepoint).ShouldBeFalse();
            sink.Results.Count.ShouldBeGreaterThanOrEqualTo((int)counted);
            sink.Results.Where(result => result.Key == 0).Select(result => result.Count).Order().ShouldBe(
                Enumerable.Range(1, sink.Results.Count(result => result.Key == 0)).Select(n => (long)n));
        }
        finally
        {
            await TemporaryFolders.DeleteAsync(folder);
        }
    }

    /// <summary>As soon as the job is ready for it.</summary>
    private static async Task<long> CheckpointAsync(JobHandle job)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                return await job.TakeCheckpointAsync(limit.Token);
            }
            catch (InvalidOperationException notYet) when (notYet.Message.Contains("not-all", StringComparison.Ordinal) || notYet.Message.Contains("not-running", StringComparison.Ordinal))
            {
                await Task.Delay(10, limit.Token);
            }
        }
    }

    public sealed class Endless : IStreamJob
    {
        public void Define(StreamEnvironment environment) =>
            environment.FromSource(new GeneratorSource<long>(null, n => n % 10, recordsPerSecond: 1_000)).KeyBy(n => n).Count().SinkTo(new CollectSink<(long, long)>());
    }

    private sealed class Counting(CollectSink<(long Key, long Count)> sink) : IStreamJob
    {
        public void Define(StreamEnvironment environment) =>
            environment.FromSource(new GeneratorSource<long>(null, n => n % 10, recordsPerSecond: 1_000)).KeyBy(n => n).Count().SinkTo(sink);
    }

    /// <summary>Fails the first time at a certain record, behind the first checkpoint as a rule.</summary>
    private sealed class Picky(Func<bool> isFirstTime) : IStreamJob
    {
        public void Define(StreamEnvironment environment) => environment
            .FromSource(new GeneratorSource<long>(2_000, n => n, recordsPerSecond: 10_000))
            .Select(n => n == 1_500 && isFirstTime() ? throw new InvalidOperationException("not the first time") : n)
            .SinkTo(new CollectSink<long>());
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(List<WeirEvent> seen, TaskCompletionSource over) => Receive<WeirEvent>(happened =>
        {
            seen.Add(happened);
            if (happened is JobConcluded)
            {
                over.SetResult();
            }
        });
    }
}
