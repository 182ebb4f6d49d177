using Microsoft.AspNetCore.Http;
using Weir.Host.Rest;
using Weir.Host.Rest.Paths;

namespace Weir.Unit.Rest;

public sealed class RecentAnswersTests
{
    private static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(200);

    [Fact]
    public void An_answer_is_given_to_others_as_long_as_it_is_good()
    {
        var time = new ManualTime();
        var answers = new RecentAnswers(Freshness, time);
        answers.Find("/jobs").ShouldBeNull();
        answers.Keep("/jobs", [1]);
        time.Pass(Freshness - TimeSpan.FromMilliseconds(1));
        answers.Find("/jobs").ShouldBe([1]);
        answers.Find("/jobs?x").ShouldBeNull();
        time.Pass(TimeSpan.FromMilliseconds(1));
        answers.Find("/jobs").ShouldBeNull();
    }

    [Fact]
    public void No_more_are_kept_however_many_are_asked_for()
    {
        var time = new ManualTime();
        var answers = new RecentAnswers(Freshness, time);
        for (var request = 0; request < 1_100; request++)
        {
            answers.Keep($"{request}", [1]);
        }

        answers.Find("999").ShouldNotBeNull();
        answers.Find("1000").ShouldBeNull();
        time.Pass(Freshness);
        answers.Keep("1000", [1]);
        answers.Find("1000").ShouldNotBeNull();
    }

    [Fact]
    public void No_more_bytes_are_kept_and_what_is_old_goes_with_the_next_answer()
    {
        var time = new ManualTime();
        var answers = new RecentAnswers(Freshness, time, mostBytes: 1_000);
        answers.Keep("/a", new byte[600]);
        answers.Keep("/b", new byte[600]);
        answers.Find("/b").ShouldBeNull();
        answers.Keep("/a", new byte[900]);
        answers.Find("/a")!.Length.ShouldBe(900);
        answers.Bytes.ShouldBe(904);
        time.Pass(Freshness);
        answers.Keep("/c", [1]);
        answers.Bytes.ShouldBe(5);
    }

    [Fact]
    public void Requests_that_differ_in_what_nobody_reads_are_the_same()
    {
        var exceptions = RestRoutes.All(null!).Single(route => route.Path.EndsWith("/exceptions", StringComparison.Ordinal));
        Of("?maxExceptions=3&x=1").ShouldBe(Of("?x=2&maxExceptions=3"));
        Of("?maxExceptions=3").ShouldNotBe(Of("?maxExceptions=4"));
        Of("?x=1").ShouldBe(Of(""));
        Of("?maxExceptions=3%3FmaxExceptions%3D4").ShouldNotBe(Of("?maxExceptions=3&maxExceptions=4"));
        Of("").ShouldNotBe(Of("", "/jobs/y/exceptions"));

        string Of(string query, string path = "/jobs/x/exceptions") =>
            RecentAnswers.Request(new DefaultHttpContext { Request = { Path = path, QueryString = new QueryString(query) } }.Request, exceptions.Parameters);
    }

    [Fact]
    public void Only_what_shows_and_does_nothing_is_shared()
    {
        RestRoute[] shared = [.. RestRoutes.All(null!).Where(route => route.IsShared)];
        shared.Length.ShouldBeGreaterThan(10);
        shared.ShouldAllBe(route => route.Method == "GET" && route.Status == 200);
        shared.Where(route => route.Path.Contains("cancel", StringComparison.Ordinal) || route.Path.Contains("trigger", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Pass(TimeSpan time) => _ticks += time.Ticks;
    }
}
