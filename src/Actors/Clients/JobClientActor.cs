using Akka.Actor;
using Akka.Event;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;

namespace Weir.Actors.Clients;

/// <summary>Hears of a job on behalf of its <see cref="JobClient"/>.</summary>
internal sealed class JobClientActor : ReceiveActor
{
    public JobClientActor(JobClientSlot slot)
    {
        ILoggingAdapter log = Context.GetLogger();
        JobClient Client() => slot.Client ?? throw new InvalidOperationException("The job spoke before its client was there.");
        Receive<JobStatus>(status => Client().OnStatus(status));
        Receive<JobNews>(news =>
        {
            try
            {
                Client().OnNews(news);
            }
            catch (Exception error)
            {
                log.Error(error, "A handler of the news of job {0} failed.", news.JobId);
            }
        });
        Receive<JobEnded>(ended =>
        {
            Client().OnEnded(ended.Result);
            Context.Stop(Self);
        });
        Receive<MasterGone>(gone =>
        {
            JobClient client = Client();
            var cause = new FailureCause("JobMasterFailed", $"The master of job {gone.JobId} failed; the log says why.", IsPermanent: true);
            client.OnEnded(new JobResult(JobOutcome.Failed, cause, client.Status with { State = JobState.Failed }));
            Context.Stop(Self);
        });
    }
}
