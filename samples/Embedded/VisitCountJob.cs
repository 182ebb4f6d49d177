using Weir.Actors.Connectors;
using Weir.Operators.Streams;

namespace Weir.Samples.Embedded;

/// <summary>Counts the visits of each page.</summary>
internal sealed class VisitCountJob(ShopActors actors) : IStreamJob
{
    public void Define(StreamEnvironment environment)
    {
        environment.JobName = "visit-count";
        environment
            .FromActor<Visit>(actors.Door, name: "visits").WithUid("visits")
            .KeyBy(visit => visit.Page)
            .Count().WithName("count").WithUid("count")
            .Select(counted => new PageCount(counted.Key, counted.Count)).WithUid("lines")
            .SinkToActorWhenCommitted(_ => actors.Board, name: "board").WithUid("board");
    }
}
