using Akka.Actor;
using Akka.Event;
using Weir.Actors.Jobs;
using Weir.Actors.Logging;
using Weir.Actors.Messages;

namespace Weir.Actors.Clients;

/// <summary>
/// Hears of a job on behalf of its <see cref="JobClient"/>. It asks again and again, so that a new leader knows of it.
/// </summary>
internal sealed class JobClientActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(2);

    private readonly ILoggingAdapter _log = Context.GetLogger();

    public JobClientActor(JobClient client, IActorRef node)
    {
        Receive<JobAccepted>(accepted => Timers.StartPeriodicTimer(
            nameof(AskEvery), new AskAgain(accepted.JobId), AskEvery));
        Receive<AskAgain>(again =>
        {
            node.Tell(new WatchJob(again.JobId, Self));
            if (client.IsCancelling)
            {
                node.Tell(new CancelJob(again.JobId), Self);
            }
        });
        Receive<CancelHeard>(_ => { });
        Receive<JobStatus>(client.OnStatus);
        Receive<JobNews>(news =>
        {
            try
            {
                client.OnNews(news);
            }
            catch (Exception error)
            {
                _log.OfJob(news.JobId).Error(error, "A handler of the news of job {0} failed.", news.JobId);
            }
        });
        Receive<JobEnded>(ended =>
        {
            client.OnEnded(ended.Result);
            Context.Stop(Self);
        });
        Receive<NoSuchJob>(none =>
        {
            var cause = new FailureCause("NoSuchJob", none.Message, IsPermanent: true);
            client.OnEnded(new JobResult(JobOutcome.Failed, cause, client.Status with { State = JobState.Failed }));
            Context.Stop(Self);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(JobClient client, IActorRef node) => Akka.Actor.Props.Create(() => new JobClientActor(client, node));

    private sealed record AskAgain(string JobId) : INoSerializationVerificationNeeded;
}
