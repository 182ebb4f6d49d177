using Weir.Actors.Artifacts;
using Weir.Actors.Deployments;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.Unit.Actors.Deployments;

public sealed class JobGraphsTests
{
    private static readonly JobRecipe Recipe = new("numbers", new JobSource.Registered("numbers"), ["1"], new JobParallelism(2));
    private readonly JobGraphs _graphs = new(new JobCode(new RegisteredJobs().Add("numbers", () => new Numbers()), cache: null));

    [Fact]
    public async Task The_subtasks_of_a_job_share_its_graph()
    {
        using var first = _graphs.Acquire("a", Recipe);
        using var second = _graphs.Acquire("a", Recipe);
        (await second.Built).ShouldBeSameAs(await first.Built);
    }

    [Fact]
    public async Task Two_jobs_of_the_same_code_never_share_one()
    {
        using var one = _graphs.Acquire("a", Recipe);
        using var other = _graphs.Acquire("b", Recipe);
        (await other.Built).ShouldNotBeSameAs(await one.Built);
    }

    [Fact]
    public async Task What_was_built_before_a_job_had_its_id_is_that_jobs_and_no_others()
    {
        using var planned = _graphs.Build(Recipe);
        using var another = _graphs.Build(Recipe);
        planned.Share("a");
        another.Share("b");
        using var subtask = _graphs.Acquire("a", Recipe);
        using var stranger = _graphs.Acquire("b", Recipe);
        (await subtask.Built).ShouldBeSameAs(await planned.Built);
        (await stranger.Built).ShouldBeSameAs(await another.Built);
        (await stranger.Built).ShouldNotBeSameAs(await subtask.Built);
    }

    [Fact]
    public async Task A_graph_is_forgotten_with_the_last_who_uses_it()
    {
        var planned = _graphs.Build(Recipe);
        planned.Share("a");
        var subtask = _graphs.Acquire("a", Recipe);
        var built = await subtask.Built;
        planned.Dispose();
        planned.Dispose();
        using (var another = _graphs.Acquire("a", Recipe))
        {
            (await another.Built).ShouldBeSameAs(built);
        }

        subtask.Dispose();
        using var later = _graphs.Acquire("a", Recipe);
        (await later.Built).ShouldNotBeSameAs(built);
    }

    [Fact]
    public async Task While_a_former_life_of_the_job_has_a_graph_its_subtasks_keep_it()
    {
        var former = _graphs.Acquire("a", Recipe);
        using var planned = _graphs.Build(Recipe);
        planned.Share("a");
        using (var subtask = _graphs.Acquire("a", Recipe))
        {
            (await subtask.Built).ShouldBeSameAs(await former.Built);
            planned.Dispose();
            former.Dispose();
            using var next = _graphs.Acquire("a", Recipe);
            (await next.Built).ShouldBeSameAs(await subtask.Built);
        }
    }

    private sealed class Numbers : IStreamJob
    {
        public void Define(StreamEnvironment environment) => environment.FromSource(new GeneratorSource<long>(10, n => n)).SinkTo(new CollectSink<long>());
    }
}
