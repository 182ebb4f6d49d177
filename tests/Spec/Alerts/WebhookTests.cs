using Akka.Actor;
using Akka.TestKit.Xunit2;
using Weir.Actors.Alerts;
using Weir.Actors.Jobs;

namespace Weir.Spec.Alerts;

public sealed class WebhookTests : TestKit
{
    private static readonly DateTimeOffset At = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_alert_is_posted_with_its_job_rule_figures_and_cause()
    {
        await using var receiver = new WebhookReceiver();
        Post(receiver.Url, Alert("j1"));
        var post = await receiver.NextAsync();
        post.ToJsonString().ShouldBe(
            """{"status":"firing","jid":"j1","job-name":"name","rule":"silence","message":"silent","fired-at":1767268800000,"cleared-at":null,"latest-failure":{"exceptionName":"Io","message":"disk full","timestamp":1767268800000}}""");
        receiver.Authorization.ShouldBe("Bearer secret");
    }

    [Fact]
    public async Task A_receiver_that_fails_is_tried_again_and_the_order_is_kept()
    {
        await using var receiver = new WebhookReceiver { StatusOf = post => post <= 3 ? 503 : 200 };
        IActorRef webhooks = Post(receiver.Url, Alert("j1"));
        webhooks.Tell(Raised(receiver.Url, Alert("j2")));
        (await receiver.NextAsync())["jid"]!.GetValue<string>().ShouldBe("j1");
        (await receiver.NextAsync())["jid"]!.GetValue<string>().ShouldBe("j2");
        receiver.Posts.ShouldBe(5);
    }

    [Fact]
    public async Task One_that_never_takes_an_alert_loses_it_with_an_error_and_gets_the_next()
    {
        await using var receiver = new WebhookReceiver { StatusOf = post => post <= 4 ? 500 : 200 };
        await EventFilter.Error(contains: "after 4 attempts: it answered 500").ExpectOneAsync(async () =>
        {
            IActorRef webhooks = Post(receiver.Url, Alert("j1"));
            webhooks.Tell(Raised(receiver.Url, Alert("j2")));
            (await receiver.NextAsync())["jid"]!.GetValue<string>().ShouldBe("j2");
        });
    }

    [Fact]
    public async Task A_receiver_that_is_not_there_keeps_no_other_from_its_alerts()
    {
        await using var receiver = new WebhookReceiver();
        string gone;
        await using (var other = new WebhookReceiver())
        {
            gone = other.Url;
        }

        IActorRef webhooks = Post(gone, Alert("j1"));
        webhooks.Tell(Raised(receiver.Url, Alert("j2")));
        (await receiver.NextAsync())["jid"]!.GetValue<string>().ShouldBe("j2");
    }

    private IActorRef Post(string url, JobAlert alert)
    {
        IActorRef webhooks = Sys.ActorOf(WebhookActor.Props());
        webhooks.Tell(Raised(url, alert));
        return webhooks;
    }

    private static AlertRaised Raised(string url, JobAlert alert) => new(alert, new WebhookConfiguration
    {
        Url = url,
        Authorization = "Bearer secret",
        MaximumAttempts = 4,
        InitialDelay = TimeSpan.FromMilliseconds(5),
        MaximumDelay = TimeSpan.FromMilliseconds(10),
    });

    private static JobAlert Alert(string jobId) =>
        new(jobId, "name", AlertRule.CheckpointSilence, At, ClearedAt: null, "silent", new FailureCause("Io", "disk full", OccurredAt: At));
}
