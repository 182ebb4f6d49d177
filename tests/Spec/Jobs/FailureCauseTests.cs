using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Operators.Connectors;
using Weir.Operators.Functions;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;

namespace Weir.Spec.Jobs;

public sealed class FailureCauseTests
{
    private const string TwoRestarts = "weir.checkpointing.restart { strategy = fixed-delay, fixed-delay { attempts = 2, delay = 1 ms } }";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_function_that_cannot_be_made_fails_the_job_with_its_text_and_its_stack()
    {
        await using JobRun run = JobRun.Begin(TwoRestarts);

        // One is made while the job is defined, to see what it is; those of the subtasks are the ones that fail.
        bool isDefined = false;
        JobClient client = await run.SubmitAsync(environment =>
        {
            environment
                .FromSource(new GeneratorSource<long>(1_000, n => n))
                .Process(() => isDefined ? Unmakeable() : new Passing()).WithName("unmakeable")
                .SinkTo(new CollectSink<long>());
            isDefined = true;
        });
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Failed);
        result.Status.Restarts.ShouldBe(0, "it never ran");
        result.Cause!.ToString().ShouldContain("no function today");
        result.Cause.Detail!.ShouldContain(nameof(Unmakeable));
    }

    [Fact]
    public async Task An_enumerator_that_cannot_be_made_fails_the_job_with_its_text()
    {
        await using JobRun run = JobRun.Begin(TwoRestarts);
        JobClient client = await run.SubmitAsync(environment => environment
            .FromSource(new SourceWithoutEnumerator())
            .SinkTo(new CollectSink<long>()));
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Failed);
        result.Cause!.ToString().ShouldContain("no enumerator today");
    }

    [Fact]
    public async Task State_that_does_not_fit_fails_a_job_that_is_submitted_again_at_once()
    {
        await using JobRun run = JobRun.Begin("weir.checkpointing.restart.strategy = none");
        JobClient first = await SubmitAsync(run, maxParallelism: 128);
        first.News += news =>
        {
            if (news is JobNews.CheckpointCompleted)
            {
                _ = first.InjectFailureAsync(first.Topology.Subtasks[0], "enough");
            }
        };
        (await first.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Failed);

        JobClient second = await SubmitAsync(run, maxParallelism: 64);
        second.JobId.ShouldBe(first.JobId);
        JobResult result = await second.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Failed);
        result.Cause!.Message.ShouldContain("max parallelism to 128");
        result.Cause.IsPermanent.ShouldBeTrue();
    }

    private static Task<JobClient> SubmitAsync(JobRun run, int maxParallelism) => run.SubmitAsync(
        environment =>
        {
            environment.MaxParallelism = maxParallelism;
            environment.FromSource(new GeneratorSource<long>(null, n => n % 10, recordsPerSecond: 1_000)).KeyBy(key => key).Count()
                .SinkTo(new CollectSink<(long Key, long Count)>());
        },
        RestoreFrom.Latest);

    private static ProcessFunction<long, long> Unmakeable() => throw new InvalidOperationException("no function today");

    private sealed class Passing : ProcessFunction<long, long>
    {
        public override void Process(long record, ProcessContext context, Collector<long> output) => output.Add(record);
    }

    private sealed class SourceWithoutEnumerator : ISource<long, long>
    {
        public bool IsBounded => true;

        public ISplitEnumerator<long> CreateEnumerator(EnumeratorContext context) => throw new InvalidOperationException("no enumerator today");

        public ISplitReader<long, long> CreateReader(SourceReaderContext context) => throw new InvalidOperationException("no reader is needed");
    }
}
