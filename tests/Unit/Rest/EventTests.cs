using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Host.Rest;
using Weir.Host.Rest.Events;

namespace Weir.Unit.Rest;

/// <summary>/events, as a page listens to it.</summary>
[Collection(RestCollection.Name)]
public sealed class EventTests(RestCluster cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Who_listens_hears_of_jobs_and_their_checkpoints_as_they_happen()
    {
        using var limit = new CancellationTokenSource(Patience);
        await using var events = await Listening.BeginAsync(cluster, "/v1/events", limit.Token);
        var first = await events.NextAsync(limit.Token);
        first.Kind.ShouldBe("jobs");
        first.Data["jobs"]!.AsArray().Select(job => job!["jid"]!.GetValue<string>()).ShouldContain(cluster.JobId);
        var checkpoint = await events.UntilAsync(heard => heard.Kind == "checkpoint", limit.Token);
        checkpoint["jid"]!.GetValue<string>().ShouldBe(cluster.JobId);
        checkpoint["status"]!.GetValue<string>().ShouldBe("COMPLETED");
        checkpoint["checkpointed_size"]!.GetValue<long>().ShouldBeGreaterThan(0);

        var another = await cluster.SubmitAsync("listened to");
        await events.UntilAsync(heard => heard.Kind == "job" && Is(heard, another), limit.Token);

        // It runs, and is listened to; before that an injected failure would find no subtask, or nobody who hears of it.
        await events.UntilAsync(heard => heard.Kind == "checkpoint" && Is(heard, another), limit.Token);
        await another.InjectFailureAsync(new SubtaskId(0, 0), "for those who listen");
        var failure = await events.UntilAsync(heard => heard.Kind == "failure" && Is(heard, another), limit.Token);
        failure["message"]!.GetValue<string>().ShouldContain("for those who listen");
        await events.UntilAsync(heard => heard.Kind == "recovery" && Is(heard, another), limit.Token);
        another.Cancel();
        await events.UntilAsync(heard => heard.Kind == "job" && Is(heard, another) && heard.Data["state"]!.GetValue<string>() == "CANCELED", limit.Token);
    }

    [Fact]
    public async Task Who_listens_to_one_job_hears_of_no_other()
    {
        using var limit = new CancellationTokenSource(Patience);
        var another = await cluster.SubmitAsync("alone");
        await using var events = await Listening.BeginAsync(cluster, $"/events?job={another.JobId}", limit.Token);
        for (var heard = 0; heard < 5; heard++)
        {
            var (_, data) = await events.NextAsync(limit.Token, after: "jobs");
            data["jid"]!.GetValue<string>().ShouldBe(another.JobId);
        }

        another.Cancel();
        await another.Completion.WaitAsync(Patience);
        using var wrong = await cluster.Client.GetAsync("/events?job=x");
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Who_does_not_keep_up_is_dropped_and_the_others_hear_all()
    {
        var leader = new LeaderQuestions(cluster.Node, RestSettings.Read(RestCluster.Settings("")), TimeProvider.System);
        var reports = new List<string>();
        await using var feed = new EventFeed(leader, _ => Task.FromResult<JobHandle?>(null), TimeProvider.System, reports.Add);
        var slow = feed.Listen(null);
        var other = feed.Listen("another job");
        var quick = feed.Listen(null);
        for (var number = 0; number <= EventListener.MostWaiting; number++)
        {
            feed.Tell(FeedEvent.Of("job", "a", new JsonObject { ["number"] = number }));
            quick.Events.TryRead(out _).ShouldBeTrue();
        }

        slow.Dropped.IsCancellationRequested.ShouldBeTrue();
        quick.Dropped.IsCancellationRequested.ShouldBeFalse();
        other.Dropped.IsCancellationRequested.ShouldBeFalse();
        other.Events.TryRead(out _).ShouldBeFalse();
        while (slow.Events.TryRead(out _))
        {
        }

        feed.Tell(FeedEvent.Of("job", "a", new JsonObject()));
        slow.Events.TryRead(out _).ShouldBeFalse("nothing comes after a gap");
        for (var more = 2; more < EventFeed.MostListeners; more++)
        {
            feed.Listen(null);
        }

        Should.Throw<RestFailure>(() => feed.Listen(null)).Status.ShouldBe(429);
        feed.Leave(quick);
        feed.Listen(null).ShouldNotBeNull();
        reports.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_that_is_not_found_at_once_is_announced_once_and_watched_later()
    {
        using var limit = new CancellationTokenSource(Patience);
        var leader = new LeaderQuestions(cluster.Node, RestSettings.Read(RestCluster.Settings("")), TimeProvider.System);
        var reports = new List<string>();
        var asked = new Dictionary<string, int>(StringComparer.Ordinal);
        await using var feed = new EventFeed(leader, FindLateAsync, TimeProvider.System, reports.Add);
        var listener = feed.Listen(null);
        await UntilAsync(text => text.Contains("event: checkpoint", StringComparison.Ordinal) && text.Contains(cluster.JobId, StringComparison.Ordinal));

        var another = await cluster.SubmitAsync("found late");
        var announced = 0;
        await UntilAsync(text =>
        {
            var isIts = text.Contains(another.JobId, StringComparison.Ordinal);
            announced += isIts && text.Contains("event: job", StringComparison.Ordinal) && text.Contains("\"RUNNING\"", StringComparison.Ordinal) ? 1 : 0;
            return isIts && text.Contains("event: checkpoint", StringComparison.Ordinal);
        });
        announced.ShouldBe(1);
        reports.Count(line => line.Contains(another.JobId, StringComparison.Ordinal)).ShouldBe(1);
        another.Cancel();
        await another.Completion.WaitAsync(Patience);

        Task<JobHandle?> FindLateAsync(string id) => (asked[id] = asked.GetValueOrDefault(id) + 1) switch
        {
            1 => Task.FromException<JobHandle?>(new TimeoutException("not yet")),
            2 => Task.FromResult<JobHandle?>(null),
            _ => cluster.FindJobAsync(id),
        };

        async Task UntilAsync(Predicate<string> condition)
        {
            while (!condition(Encoding.UTF8.GetString((await listener.Events.ReadAsync(limit.Token)).Bytes.Span)))
            {
            }
        }
    }

    [Fact]
    public async Task Who_comes_back_goes_on_behind_the_last_event_it_has_heard()
    {
        using var limit = new CancellationTokenSource(Patience);
        string last;
        await using (var events = await Listening.BeginAsync(cluster, "/events", limit.Token))
        {
            (await events.NextAsync(limit.Token)).Kind.ShouldBe("jobs");
            var heard = Number(events.Id);
            for (var more = 1; more <= 3; more++)
            {
                await events.NextAsync(limit.Token);
                Number(events.Id).ShouldBe(heard + more, "nothing is missing behind what there was at the beginning");
            }

            last = events.Id;
        }

        await using var back = await Listening.BeginAsync(cluster, "/events", limit.Token, last);
        for (var next = Number(last) + 1; next <= Number(last) + 10; next++)
        {
            (await back.NextAsync(limit.Token)).Kind.ShouldNotBe("jobs");
            Number(back.Id).ShouldBe(next);
        }
    }

    [Fact]
    public async Task What_happens_while_nobody_listens_is_told_to_who_comes_back()
    {
        var leader = new LeaderQuestions(cluster.Node, RestSettings.Read(RestCluster.Settings("")), TimeProvider.System);
        await using var feed = new EventFeed(leader, _ => Task.FromResult<JobHandle?>(null), TimeProvider.System, _ => { });
        var listener = feed.Listen("a");
        listener.Missed.ShouldBeNull("it was not here before");
        feed.Leave(listener);
        feed.Tell(FeedEvent.Of("job", "a", new JsonObject { ["number"] = 1 }));
        feed.Tell(FeedEvent.Of("job", "b", new JsonObject { ["number"] = 2 }));
        feed.Tell(FeedEvent.Of("job", "a", new JsonObject { ["number"] = 3 }));
        var back = feed.Listen("a", listener.Id);
        back.Missed.ShouldNotBeNull().Select(missed => Encoding.UTF8.GetString(missed.Bytes.Span)[^("\"number\":1}\n\n".Length)..]).ShouldBe(["\"number\":1}\n\n", "\"number\":3}\n\n"]);
        feed.Listen("a", back.Id).Missed.ShouldNotBeNull().ShouldBeEmpty();
        feed.Listen("a", "another-1").Missed.ShouldBeNull();
    }

    [Theory]
    [InlineData("another-7")]
    [InlineData("7")]
    public async Task Who_comes_back_with_an_event_that_is_not_known_is_told_so_and_begins_anew(string last)
    {
        using var limit = new CancellationTokenSource(Patience);
        await using var events = await Listening.BeginAsync(cluster, "/events", limit.Token, last);
        var (kind, data) = await events.NextAsync(limit.Token);
        kind.ShouldBe("gap");
        data["message"]!.GetValue<string>().ShouldContain("Last-Event-ID");
        (await events.NextAsync(limit.Token)).Kind.ShouldBe("jobs");
    }

    [Fact]
    public void As_many_events_are_remembered_as_there_is_room_for()
    {
        var memory = new EventMemory("life");
        var first = memory.LatestId;
        memory.Behind(first).ShouldBe([]);
        var told = Enumerable.Range(0, EventMemory.Longest).Select(_ => memory.Add(FeedEvent.Of("job", "a", new JsonObject()))).ToList();
        memory.Behind(first).ShouldBe(told);
        memory.Behind("life-1000").ShouldBe(told[1000..]);
        memory.Behind(memory.LatestId).ShouldBe([]);
        memory.Behind($"life-{EventMemory.Longest + 1}").ShouldBeNull("it has not been yet");
        memory.Add(FeedEvent.Of("job", "a", new JsonObject()));
        memory.Behind(first).ShouldBeNull("one is forgotten");
        memory.Behind("life-1").ShouldNotBeNull().Count.ShouldBe(EventMemory.Longest);
        foreach (var foreign in (string[])["other-1", "life", "life-", "life-x", "life--1", ""])
        {
            memory.Behind(foreign).ShouldBeNull(foreign);
        }
    }

    private static long Number(string id) => long.Parse(id[(id.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture);

    private static bool Is((string Kind, JsonNode Data) heard, JobClient job) => heard.Data["jid"]!.GetValue<string>() == job.JobId;

    private sealed class Listening(HttpResponseMessage answer, StreamReader lines) : IAsyncDisposable
    {
        /// <summary>Of the last event.</summary>
        public string Id { get; private set; } = "";

        public static async Task<Listening> BeginAsync(RestCluster cluster, string path, CancellationToken cancellationToken, string? last = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (last is not null)
            {
                request.Headers.Add("Last-Event-ID", last);
            }

            var answer = await cluster.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
            return new Listening(answer, new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken)));
        }

        public async Task<(string Kind, JsonNode Data)> NextAsync(CancellationToken cancellationToken, string? after = null)
        {
            var kind = "";
            while (true)
            {
                var line = await lines.ReadLineAsync(cancellationToken) ?? throw new EndOfStreamException("The server has ended the events.");
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                {
                    Id = line["id: ".Length..];
                }
                else if (line.StartsWith("event: ", StringComparison.Ordinal))
                {
                    kind = line["event: ".Length..];
                }
                else if (line.StartsWith("data: ", StringComparison.Ordinal) && kind != after)
                {
                    return (kind, JsonNode.Parse(line["data: ".Length..])!);
                }
            }
        }

        public async Task<JsonNode> UntilAsync(Predicate<(string Kind, JsonNode Data)> condition, CancellationToken cancellationToken)
        {
            while (true)
            {
                var heard = await NextAsync(cancellationToken);
                if (condition(heard))
                {
                    return heard.Data;
                }
            }
        }

        public ValueTask DisposeAsync()
        {
            lines.Dispose();
            answer.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
