using System.Globalization;
using System.Text.Json.Nodes;
using Weir.Actors.History;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Host.Checkpoints;
using Weir.Host.Rest.Answers;
using Weir.State;
using Weir.State.Savepoints;

namespace Weir.Host.Rest.Paths;

using StateAnswer = Weir.Host.Rest.Answers.StateAnswer;

/// <summary>The state of a running job, as its latest completed checkpoint has it, or live: Weir's own.</summary>
internal static class StatePaths
{
    private const string Operator = "operator";
    private const string State = "state";
    private const string Key = "key";
    private const string Limit = "limit";
    private const string From = "from";
    private const int MostEntries = 1_000;
    private const int UsualEntries = 100;

    public static IEnumerable<RestRoute> All(RestServices services)
    {
        // Each reads and holds a key group at a time: one after the other, and on a thread that reads no requests.
        var turn = new SemaphoreSlim(1);
        yield return RestRoute.Get(
            "/jobs/{jobid}/state",
            "The state in a job's latest checkpoint: all states; with ?operator=UID&state=NAME[&key=KEY][&limit=N] its entries; with &from=live what a key has now",
            async http =>
            {
                if (IsLive(http))
                {
                    return await LiveAsync(services, http);
                }

                await turn.WaitAsync(http.RequestAborted);
                try
                {
                    return await Task.Run(() => AnswerAsync(services, http), http.RequestAborted);
                }
                finally
                {
                    turn.Release();
                }
            });
    }

    private static async Task<StateAnswer> AnswerAsync(RestServices services, HttpContext http)
    {
        var limit = LimitOf(http);
        var query = http.Request.Query;
        if (query.ContainsKey(Key) && (query[Operator].ToString().Length == 0 || query[State].ToString().Length == 0))
        {
            throw RestFailure.BadRequest("A key is one of a state: say which with ?operator=UID&state=NAME.");
        }

        var began = services.Time.GetTimestamp();
        var checkpoint = Latest(http, await services.Leader.AskAsync<CheckpointsInspection>(new InspectCheckpoints(http.JobId()), http.RequestAborted));
        while (true)
        {
            try
            {
                return new StateAnswer("checkpoint", checkpoint.Id, Wording.Milliseconds(checkpoint.TriggeredAt), await StatesAsync(checkpoint.Location!, query, limit, http.RequestAborted));
            }
            catch (Exception wrong) when (wrong is ArgumentException or FormatException or NotSupportedException)
            {
                throw RestFailure.BadRequest(wrong.Message);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or CorruptStateException)
            {
                // It may have gone for a newer one before it was read. A checkpoint is deleted only after the next one is known to be complete.
                var latest = Latest(http, await services.Leader.AskNowAsync<CheckpointsInspection>(new InspectCheckpoints(http.JobId()), cancellationToken: http.RequestAborted));
                if (latest.Id == checkpoint.Id || services.Time.GetElapsedTime(began) > services.Settings.Timeout)
                {
                    throw RestFailure.Conflict($"Checkpoint {checkpoint.Id} cannot be read: {problem.Message}");
                }

                checkpoint = latest;
            }
        }
    }

    private static bool IsLive(HttpContext http) => http.Request.Query[From].ToString() switch
    {
        "" or "checkpoint" => false,
        "live" => true,
        var other => throw RestFailure.BadRequest($"from is {other}; it must be live or checkpoint."),
    };

    /// <summary>The subtask that has the key is asked, between two of its records.</summary>
    private static async Task<StateAnswer> LiveAsync(RestServices services, HttpContext http)
    {
        var query = http.Request.Query;
        if (query[Operator].ToString() is not { Length: > 0 } uid || query[State].ToString() is not { Length: > 0 } name || query[Key].Count == 0)
        {
            throw RestFailure.BadRequest("A running job is asked for one key of one state: ?from=live&operator=UID&state=NAME&key=KEY.");
        }

        var key = StateText.Json(query[Key].ToString()).GetRawText();
        return await services.Leader.AskNowAsync<object>(new QueryState(http.JobId(), uid, name, key), cancellationToken: http.RequestAborted) switch
        {
            Weir.Actors.Jobs.StateAnswer found => new StateAnswer(
                "live",
                null,
                Wording.Milliseconds(found.At),
                [new NamedStateAnswer(uid, name, found.Kind, found.Keys, found.Values, found.Value is null ? [] : [Entry(found.Key, found.Value)])]),
            StateRefused { Kind: StateRefusal.Invalid } wrong => throw RestFailure.BadRequest(wrong.Message),
            StateRefused { Kind: StateRefusal.Busy } busy => throw new RestFailure(StatusCodes.Status429TooManyRequests, busy.Message),
            StateRefused refused => throw RestFailure.Conflict(refused.Message),
            NoSuchJob none => throw RestFailure.NotFound($"Job {none.JobId} not found"),
            var other => throw new InvalidOperationException($"The leader answered a look-up with a {other.GetType().Name}."),
        };
    }

    private static JsonObject Entry(string key, string value) => new() { ["key"] = JsonNode.Parse(key), ["value"] = JsonNode.Parse(value) };

    private static CheckpointFacts Latest(HttpContext http, CheckpointsInspection known) => known.LatestCompleted is { Location: not null } latest
        ? latest
        : throw RestFailure.NotFound($"Job {http.JobId()} has no completed checkpoint in a folder: its state cannot be looked into.");

    private static async Task<IReadOnlyList<NamedStateAnswer>> StatesAsync(string location, IQueryCollection query, int limit, CancellationToken cancellationToken)
    {
        var savepoint = Savepoint.Open(location);
        var (uid, name) = (query[Operator].ToString(), query[State].ToString());
        var description = await savepoint.DescribeAsync(cancellationToken);
        if (uid.Length > 0 && name.Length > 0)
        {
            var dump = await savepoint.DumpAsync(uid, name, cancellationToken);
            var found = dump.State;
            return [new NamedStateAnswer(uid, name, $"{found.Kind}", $"{found.Key}", $"{found.Value}", await EntriesAsync(dump, query[Key], limit, cancellationToken))];
        }

        return
        [
            .. description.Operators.Where(its => uid.Length == 0 || its.Uid == uid).SelectMany(its => its.States
                .Where(state => name.Length == 0 || state.Name == name)
                .Select(state => new NamedStateAnswer(its.Uid, state.Name, $"{state.Kind}", $"{state.Key}", $"{state.Value}", null))),
        ];
    }

    private static async Task<IReadOnlyList<JsonObject>> EntriesAsync(StateDump dump, string? key, int limit, CancellationToken cancellationToken)
    {
        var entries = new List<JsonObject>();
        if (limit == 0)
        {
            return entries;
        }

        await foreach (var entry in dump.ReadAsync(key is null ? null : StateText.Json(key), cancellationToken))
        {
            entries.Add(entry.ToJson(withTimes: true));
            if (entries.Count == limit)
            {
                break;
            }
        }

        return entries;
    }

    private static int LimitOf(HttpContext http)
    {
        var given = http.Request.Query[Limit];
        return given.Count == 0 ? UsualEntries
            : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit <= MostEntries ? limit
            : throw RestFailure.BadRequest($"limit is {given}; it must be a number from 0 to {MostEntries}.");
    }
}
