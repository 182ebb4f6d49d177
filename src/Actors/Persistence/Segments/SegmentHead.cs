namespace Weir.Actors.Persistence.Segments;

/// <summary>
/// The first frame of a segment: makes the segment count, and says once and for all how much of the segments before it counts.
/// A segment without a whole head belongs to a claim that was never finished, and holds nothing.
/// </summary>
/// <param name="Claim">The segment's number.</param>
/// <param name="PersistenceId">Whose events these are.</param>
/// <param name="Owner">Who claimed, for people to read.</param>
/// <param name="HighestSequenceNumber">The highest that was ever written before this segment.</param>
/// <param name="DeletedTo">The events up to this number are deleted.</param>
/// <param name="Sealed">The earlier segments that still have events, in their order.</param>
internal sealed record SegmentHead(
    long Claim,
    string PersistenceId,
    string Owner,
    long HighestSequenceNumber,
    long DeletedTo,
    IReadOnlyList<SealedSegment> Sealed)
{
    /// <summary>The head of the segment that follows a segment with this content.</summary>
    /// <param name="previous">Null where there is none.</param>
    public static SegmentHead After(SegmentContent? previous, long claim, string persistenceId, string owner)
    {
        if (previous is null)
        {
            return new SegmentHead(claim, persistenceId, owner, 0, 0, []);
        }

        List<SealedSegment> all = [.. previous.Head.Sealed];
        if (previous.Events.Count > 0)
        {
            all.Add(new SealedSegment(previous.Head.Claim, previous.Length, previous.Events[0].SequenceNumber, previous.Events[^1].SequenceNumber));
        }

        all.RemoveAll(segment => segment.LastSequenceNumber <= previous.DeletedTo);
        return new SegmentHead(claim, persistenceId, owner, previous.HighestSequenceNumber, previous.DeletedTo, all);
    }
}

/// <summary>A segment that nobody can add to any more.</summary>
/// <param name="Claim">Its number.</param>
/// <param name="Length">How many of its bytes count; what lies behind them was never acknowledged.</param>
internal sealed record SealedSegment(long Claim, long Length, long FirstSequenceNumber, long LastSequenceNumber);
