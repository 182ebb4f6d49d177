using System.Globalization;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Host.Rest.Answers;
using Weir.Host.Rest.Bodies;
using Weir.Operators.Graph;

namespace Weir.Host.Rest.Paths;

/// <summary>
/// Another parallelism for a running job, in the two forms that clients of Flink have: as an operation whose outcome is asked for, and as
/// requirements of each vertex.
/// </summary>
internal static class RescalingPaths
{
    private const string Rescaling = "/jobs/{jobid}/rescaling";
    private const string Requirements = "/jobs/{jobid}/resource-requirements";
    private const string Parallelism = "parallelism";
    private const string Operator = "operator";

    public static IEnumerable<RestRoute> All(RestServices services)
    {
        yield return RestRoute.Patch(Rescaling, "Has a running job go on at the parallelism ?parallelism=N, and operators at others: ?operator=UID=N, each", http => BeginAsync(services, http)) with { Status = StatusCodes.Status200OK };
        yield return RestRoute.Get($"{Rescaling}/{{triggerid}}", "What became of a change of parallelism that was asked for", http => FindAsync(services, http));
        yield return RestRoute.Get(Requirements, "The parallelism that each vertex of a job has", http => RequirementsAsync(services, http));
        yield return RestRoute.Put<RequirementsBody, EmptyAnswer>(
            services, Requirements, "Has a running job go on at other parallelisms: the upper bounds that its vertices are given", (http, body) => RequireAsync(services, http, body));
    }

    private static async Task<TriggerAnswer> BeginAsync(RestServices services, HttpContext http)
    {
        var text = http.Request.Query[Parallelism].ToString();
        var operators = http.Request.Query[Operator].Select(each => OperatorOf(each ?? "")).ToList();
        if (text.Length == 0 && operators.Count == 0)
        {
            throw RestFailure.BadRequest("Say at which parallelism the job is to go on: ?parallelism=N, or operators of it: ?operator=UID=N.");
        }

        if (operators.GroupBy(each => each.Uid).FirstOrDefault(each => each.Count() > 1) is { } twice)
        {
            throw RestFailure.BadRequest($"operator {twice.Key} is to have {string.Join(" and ", twice.Select(each => each.Parallelism))}.");
        }

        int? parallelism = text.Length == 0 ? null : NumberOf(text);
        var id = http.JobId();
        await RunningAsync(services, http);
        return new TriggerAnswer(await BeginAsync(services, id, parallelism, operators));
    }

    private static OperatorParallelism OperatorOf(string text) => OperatorParallelism.Parse(text)
        ?? throw RestFailure.BadRequest($"operator is {text}; it must be UID=N, with a number from 1 on.");

    private static int NumberOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw RestFailure.BadRequest($"parallelism is {text}; it must be a number from 1 on.");

    private static Task<string> BeginAsync(RestServices services, string id, int? parallelism, IReadOnlyList<OperatorParallelism> operators) => services.Operations.BeginAsync(
        new OperationKey(OperationKind.Rescaling, id, Guid.NewGuid().ToString("N")),
        isNew: true,
        async () =>
        {
            var job = await services.FindJob(id) ?? throw RestFailure.NotFound($"Job {id} not found");
            await job.Client.RescaleAsync(parallelism, operators);
            return new OperationOutcomeAnswer();
        });

    private static async Task<OperationAnswer> FindAsync(RestServices services, HttpContext http)
    {
        var id = http.JobId();
        var trigger = PathParameters.TriggerId(http.Value("triggerid"));
        return await services.Operations.FindAsync(new OperationKey(OperationKind.Rescaling, id, trigger), http.RequestAborted)
            ?? throw RestFailure.NotFound($"There is no rescaling operation with triggerId={trigger} for job {id}. It was never begun, or is forgotten.");
    }

    private static async Task<Dictionary<string, RequirementAnswer>> RequirementsAsync(RestServices services, HttpContext http)
    {
        var job = await services.JobAsync(http);
        return job.Vertices.ToDictionary(
            PathParameters.VertexId, vertex => new RequirementAnswer(new ParallelismBoundsAnswer(1, vertex.Subtasks.Count)), StringComparer.Ordinal);
    }

    /// <summary>It is begun: whether it can be done says the job, and a client of Flink does not ask.</summary>
    private static async Task<EmptyAnswer> RequireAsync(RestServices services, HttpContext http, RequirementsBody body)
    {
        var job = await RunningAsync(services, http);
        var wanted = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (vertex, requirement) in body.Vertices())
        {
            PathParameters.Vertex(vertex, job);
            var bounds = requirement.Parallelism;
            if (bounds.LowerBound < 1 || bounds.UpperBound < bounds.LowerBound)
            {
                throw RestFailure.BadRequest($"Vertex {vertex} is to have a parallelism from {bounds.LowerBound} to {bounds.UpperBound}: it must be from 1 on, and the upper bound not below the lower one.");
            }

            wanted[vertex] = bounds.UpperBound;
        }

        if (Change(job, wanted) is (var parallelism, var operators))
        {
            await BeginAsync(services, http.JobId(), parallelism, operators);
        }

        return new EmptyAnswer();
    }

    /// <summary>One number for all, where that is what is wanted, holds for operators that come into other vertices by it, too.</summary>
    private static (int? Parallelism, IReadOnlyList<OperatorParallelism> Operators)? Change(JobInspection job, Dictionary<string, int> wanted)
    {
        var all = job.Vertices.Select(vertex => wanted.GetValueOrDefault(PathParameters.VertexId(vertex), vertex.Subtasks.Count)).ToList();
        if (all.SequenceEqual(job.Vertices.Select(vertex => vertex.Subtasks.Count)))
        {
            return null;
        }

        return all.Distinct().Count() == 1
            ? (all[0], [])
            : (null, [.. job.Vertices.Zip(all).SelectMany(each => each.First.Uids, (each, uid) => new OperatorParallelism(uid, each.Second))]);
    }

    private static async Task<JobInspection> RunningAsync(RestServices services, HttpContext http)
    {
        var job = await services.Leader.AskNowAsync<JobInspection>(new InspectJob(http.JobId()), cancellationToken: http.RequestAborted);
        return job.Status.State >= JobState.Finished
            ? throw RestFailure.Conflict($"Job {http.JobId()} has ended ({Wording.Of(job.Status.State)}): it can't be rescaled any more.")
            : job.Vertices.Count == 0 ? throw RestFailure.Conflict($"Job {http.JobId()} is still being planned.") : job;
    }
}
