using Akka.Actor;
using Weir.Actors.Connectors;

namespace Weir.Samples.Embedded;

/// <summary>Shows the counts. It hears them when no failure can take them back any more, and minds their numbers, so that each counts once.</summary>
internal sealed class BoardActor : ReceiveActor
{
    private readonly Dictionary<(string JobId, int Part), long> _latest = [];
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public BoardActor()
    {
        Receive<CommittedRecords<PageCount>>(committed =>
        {
            if (committed.Number > _latest.GetValueOrDefault((committed.JobId, committed.Part), -1))
            {
                _latest[(committed.JobId, committed.Part)] = committed.Number;
                foreach (PageCount count in committed.Records)
                {
                    _counts[count.Page] = count.Visits;
                }
            }

            Sender.Tell(OutputReceived.Instance);
        });
        Receive<ShowCounts>(_ => Sender.Tell(new Counts(new Dictionary<string, long>(_counts))));
    }
}

/// <summary>Asks the board what it shows; answered by <see cref="Counts"/>.</summary>
internal sealed record ShowCounts;

/// <summary>Visits of each page.</summary>
internal sealed record Counts(IReadOnlyDictionary<string, long> OfPages);
