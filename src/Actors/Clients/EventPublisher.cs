using Akka.Event;
using Weir.Actors.Jobs;

namespace Weir.Actors.Clients;

/// <summary>Publishes what happens to one job on the event stream of an actor system.</summary>
internal sealed class EventPublisher(EventStream stream, string jobName)
{
    public void Publish(JobNews news)
    {
        if (EventTranslation.Of(news, jobName) is { } happened)
        {
            stream.Publish(happened);
        }
    }

    public void Conclude(string jobId, JobResult result) => stream.Publish(new JobConcluded(jobId, jobName, result));
}
