namespace Weir.Actors.Persistence.Segments;

/// <summary>What a segment holds.</summary>
internal sealed class SegmentContent(SegmentHead head)
{
    private readonly List<StoredEvent> _events = [];

    public SegmentHead Head { get; } = head;

    public IReadOnlyList<StoredEvent> Events => _events;

    /// <summary>How many bytes are whole frames, from the start.</summary>
    public long Length { get; set; }

    /// <summary>How many bytes after them are a write that was never finished.</summary>
    public long TornBytes { get; set; }

    public long HighestSequenceNumber { get; private set; } = head.HighestSequenceNumber;

    public long DeletedTo { get; private set; } = head.DeletedTo;

    public void Add(StoredEvent stored)
    {
        _events.Add(stored);
        HighestSequenceNumber = stored.SequenceNumber;
    }

    public void DeleteTo(long sequenceNumber) => DeletedTo = Math.Max(DeletedTo, sequenceNumber);
}
