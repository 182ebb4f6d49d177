using Weir.Actors.Artifacts;
using Weir.Actors.Configuration;
using Weir.Actors.Deployments;
using Weir.Actors.Messages;
using Weir.Host.Rest.Answers;
using Weir.Host.Rest.Bodies;
using Weir.Host.Rest.Uploads;
using Weir.Host.Settings;
using Weir.State;

namespace Weir.Host.Rest.Paths;

/// <summary>Brings jobs to the cluster and has them run.</summary>
internal static class SubmissionPaths
{
    public const string Upload = "/jars/upload";
    private const int MostParallelism = 32_768;

    /// <summary>A job's code is loaded and its graph built before it is accepted.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static IEnumerable<RestRoute> All(RestServices services)
    {
        yield return RestRoute.Get("/jars", "The jobs whose code was uploaded", http => ListAsync(services, http));
        yield return new RestRoute(
            HttpMethods.Post, Upload, "Uploads the .zip of a job's folder, or a .dll", typeof(UploadedAnswer), null, StatusCodes.Status200OK, async http => await UploadAsync(services, http))
        {
            IsUpload = true,
        };
        yield return RestRoute.Post<RunBody, RunAnswer>(
            services, "/jars/{uploadid}/run", "Runs a job that was uploaded", (http, body) => RunAsync(services, http, body), StatusCodes.Status200OK);
        yield return RestRoute.Get("/jars/{uploadid}/plan", "The graph of a job that was uploaded, which is not run", http => PlanAsync(services, http, new RunBody())) with { HasEffect = true };
        yield return RestRoute.Post<RunBody, JobPlanAnswer>(
            services, "/jars/{uploadid}/plan", "The graph of a job that was uploaded, which is not run", (http, body) => PlanAsync(services, http, body), StatusCodes.Status200OK);
        yield return RestRoute.Delete("/jars/{uploadid}", "Deletes an upload that no job needs", http => DeleteAsync(services, http));
    }

    private static async Task<UploadsAnswer> ListAsync(RestServices services, HttpContext http)
    {
        var uploads = services.Submissions?.Artifacts is null ? [] : await Uploads(services).ListAsync(http.RequestAborted);
        return new UploadsAnswer(
            $"{http.Request.Scheme}://{http.Request.Host}",
            [.. uploads.Select(each => new UploadAnswer(each.Id, each.Assembly, Wording.Milliseconds(each.At), [.. each.Classes.Select(name => new EntryAnswer(name, Description: null))]))]);
    }

    private static async Task<UploadedAnswer> UploadAsync(RestServices services, HttpContext http)
    {
        Permit(services);
        var uploaded = await Uploads(services).ReceiveAsync(http);
        return new UploadedAnswer($"/jars/{uploaded.Id}", "success");
    }

    private static async Task<RunAnswer> RunAsync(RestServices services, HttpContext http, RunBody body)
    {
        Permit(services);
        var uploaded = await Uploads(services).FindWholeAsync(http.Value("uploadid"), http.RequestAborted);
        var submit = Submission(uploaded, body, http.Request.Query);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        limit.CancelAfter(Patience);
        try
        {
            var job = await services.Submissions!.SubmitAsync(submit, limit.Token);
            return new RunAnswer(job.JobId);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            throw new RestFailure(
                StatusCodes.Status503ServiceUnavailable,
                $"The cluster's leader has not answered within {Patience.TotalSeconds:0} s: there may be none at present. Whether {submit.JobName} was accepted shows /jobs/overview.");
        }
        catch (Exception refused) when (refused is SubmissionRefusedException or InvalidConfigurationException or JobCodeException)
        {
            throw RestFailure.BadRequest($"{submit.JobName} can't be started: {refused.Message}");
        }
        catch (Exception refused) when (refused is JobAlreadyFinishedException or RestoreRefusedException or CorruptStateException)
        {
            throw RestFailure.Conflict($"{submit.JobName} does not go on: {refused.Message}");
        }
        catch (IOException storage)
        {
            throw new RestFailure(StatusCodes.Status503ServiceUnavailable, $"{submit.JobName} can't be started now: {storage.Message}");
        }
    }

    private static async Task<JobPlanAnswer> PlanAsync(RestServices services, HttpContext http, RunBody body)
    {
        Permit(services);
        var uploaded = await Uploads(services).FindWholeAsync(http.Value("uploadid"), http.RequestAborted);
        var submit = Submission(uploaded, body, http.Request.Query);
        using var lease = services.Submissions!.Graphs.Build(new JobRecipe(submit.JobName, submit.Source, submit.Arguments, new JobParallelism(submit.Parallelism)));
        try
        {
            var built = await lease.Built.WaitAsync(Patience, http.RequestAborted);
            return new JobPlanAnswer(PlanPages.Of(built.Graph, submit.JobName));
        }
        catch (Exception refused) when (!http.RequestAborted.IsCancellationRequested)
        {
            // Whatever the job's own code throws.
            throw RestFailure.BadRequest($"{submit.JobName} can't be built: {refused.Message}");
        }
    }

    private static async Task<EmptyAnswer> DeleteAsync(RestServices services, HttpContext http)
    {
        Permit(services);
        var uploaded = await Uploads(services).FindAsync(http.Value("uploadid"), http.RequestAborted);
        var use = await services.Leader.AskNowAsync<ArtifactUse>(new InspectArtifactUse(uploaded.ArtifactId), cancellationToken: http.RequestAborted);
        if (use.JobIds is [var first, ..])
        {
            throw RestFailure.Conflict($"{uploaded.Assembly} is needed by {use.JobIds.Count} jobs that are not over, {first} among them: a node that is started could not run them without it.");
        }

        Uploads(services).Remove(uploaded);
        return new EmptyAnswer();
    }

    /// <summary>What stands in the body goes over the query, in which older clients put it.</summary>
    private static SubmitJob Submission(UploadedJob uploaded, RunBody body, IQueryCollection query)
    {
        if (body.JobId is not null || query.ContainsKey("jobId"))
        {
            throw RestFailure.BadRequest("jobId can't be chosen: Weir makes the ids of jobs.");
        }

        var entry = body.EntryClass ?? Text(query, "entry-class");
        if (entry is null)
        {
            entry = uploaded.Classes switch
            {
                [var only] => only,
                [] => null,
                _ => throw RestFailure.BadRequest($"{uploaded.Assembly} has several jobs; choose one with entryClass: {string.Join(", ", uploaded.Classes)}."),
            };
        }

        var parallelism = body.Parallelism ?? Number(query, "parallelism");
        if (parallelism is < 1 or > MostParallelism)
        {
            throw RestFailure.BadRequest($"parallelism is {parallelism}; it must be 1 to {MostParallelism}.");
        }

        return new SubmitJob
        {
            JobName = entry is null ? Path.GetFileNameWithoutExtension(uploaded.Assembly) : entry[(entry.LastIndexOf('.') + 1)..],
            Source = new JobSource.Uploaded(uploaded.ArtifactId, entry),
            Arguments = Arguments(body, query),
            Parallelism = parallelism,
            RestoreFrom = Start(body, query),
            AllowsNonRestoredState = body.AllowsNonRestoredState ?? Text(query, "allowNonRestoredState") == "true",
            Overrides = Settings(body),
        };
    }

    private static IReadOnlyList<string> Arguments(RunBody body, IQueryCollection query)
    {
        if (body.ArgumentList is { } list)
        {
            return list.Any(argument => argument is null) ? throw RestFailure.BadRequest("programArgsList has a null in it.") : list;
        }

        return query.TryGetValue("programArg", out var several) && several.ToString() is { Length: > 0 } given
            ? given.Split(',')
            : ArgumentText.Divide(body.Arguments ?? Text(query, "program-args") ?? "");
    }

    private static RestoreFrom Start(RunBody body, IQueryCollection query)
    {
        var path = body.SavepointPath ?? Text(query, "savepointPath");
        var claim = (body.ClaimMode ?? body.RestoreMode ?? Text(query, "claimMode"))?.ToUpperInvariant();
        if (claim is not (null or "CLAIM" or "NO_CLAIM"))
        {
            throw RestFailure.BadRequest($"claimMode is '{claim}'; it must be CLAIM or NO_CLAIM.");
        }

        return path switch
        {
            null => RestoreFrom.Nothing,
            "latest" => RestoreFrom.Latest,
            _ => RestoreFrom.Path(SavepointFolder.Of(path)!, isClaimed: claim == "CLAIM"),
        };
    }

    private static string Settings(RunBody body)
    {
        try
        {
            return string.Join('\n', (body.Settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
                .Select(setting => OverrideOption.Parse($"{setting.Key}={setting.Value}"))
                .Select(setting => OverrideOption.ToHocon(setting.Key, setting.Value)));
        }
        catch (BadUsageException wrong)
        {
            throw RestFailure.BadRequest($"flinkConfiguration can't be used: {wrong.Message}");
        }
    }

    private static string? Text(IQueryCollection query, string name) => query.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;

    private static int? Number(IQueryCollection query, string name) => Text(query, name) is not { } text ? null
        : int.TryParse(text, out var number) ? number
        : throw RestFailure.BadRequest($"Bad request, could not parse parameters: Cannot resolve query parameter ({name}) from value \"{text}\".");

    private static void Permit(RestServices services)
    {
        if (!services.Settings.AllowsSubmission)
        {
            throw new RestFailure(StatusCodes.Status403Forbidden, "This server takes no jobs: weir.rest.submit-enabled is off.");
        }

        if (services.Submissions?.Artifacts is null)
        {
            throw RestFailure.Conflict("This node takes no uploaded jobs: set weir.artifacts.dir to a folder that all nodes share.");
        }
    }

    private static JobUploads Uploads(RestServices services) => services.Uploads!;
}
