using Weir.Actors.Persistence.Segments;

namespace Weir.Actors.Persistence.Folders;

/// <summary>
/// The right to write the events of one persistence id, as long as nobody takes a newer one. A claim is a segment's file of
/// its own, created before anything else is read: from then on every older writer finds it after each of its writes, and does
/// not acknowledge them. So whatever was acknowledged lies in front of where this claim seals the older segments.
/// </summary>
internal sealed class SegmentClaim : IDisposable
{
    private readonly SegmentFolder _folder;
    private readonly FileStream _file;
    private readonly SegmentHead _head;
    private long _length;
    private bool _isBroken;

    private SegmentClaim(SegmentFolder folder, FileStream file, SegmentHead head)
    {
        _folder = folder;
        _file = file;
        _head = head;
        HighestSequenceNumber = head.HighestSequenceNumber;
        DeletedTo = head.DeletedTo;
    }

    public long Number => _head.Claim;

    public long HighestSequenceNumber { get; private set; }

    public long DeletedTo { get; private set; }

    public long LengthBytes => _length;

    /// <summary>Whether it can be written to, as far as is known here.</summary>
    public bool IsUsable => !_isBroken && _folder.HighestClaim() == Number;

    /// <summary>Takes a new claim over all that there are.</summary>
    /// <param name="torn">Told of a write of an older claim that was never finished: its file, and how many bytes are left out.</param>
    public static async Task<SegmentClaim> TakeAsync(SegmentFolder folder, string persistenceId, string owner, Action<string, long> torn)
    {
        folder.Create();
        FileStream? file;
        long number;
        do
        {
            number = folder.HighestClaim() + 1;
            file = folder.TryCreate(number);
        }
        while (file is null);
        return await StartAsync(folder, file, number, persistenceId, owner, torn).ConfigureAwait(false);
    }

    /// <summary>A new claim in place of this one, so that the segment does not grow for ever.</summary>
    /// <exception cref="JournalFencedException">Somebody else took the next one.</exception>
    public async Task<SegmentClaim> RollAsync()
    {
        Check();
        var file = _folder.TryCreate(Number + 1) ?? throw Fenced();
        return await StartAsync(_folder, file, Number + 1, _head.PersistenceId, _head.Owner, static (_, _) => { }).ConfigureAwait(false);
    }

    /// <summary>Writes events that follow the highest one.</summary>
    /// <exception cref="JournalFencedException">There is a newer claim.</exception>
    public async Task WriteAsync(IReadOnlyList<StoredEvent> events)
    {
        if (events[0].SequenceNumber <= HighestSequenceNumber)
        {
            throw new InvalidOperationException(
                $"The event {events[0].SequenceNumber} of '{_head.PersistenceId}' was written already; the highest is {HighestSequenceNumber}. Are there two actors with this persistence id?");
        }

        await AppendAsync(SegmentFormat.Events(events)).ConfigureAwait(false);
        HighestSequenceNumber = events[^1].SequenceNumber;
    }

    /// <exception cref="JournalFencedException">There is a newer claim.</exception>
    public async Task DeleteAsync(long toSequenceNumber)
    {
        toSequenceNumber = Math.Min(toSequenceNumber, HighestSequenceNumber);
        if (toSequenceNumber > DeletedTo)
        {
            await AppendAsync(SegmentFormat.DeleteTo(toSequenceNumber)).ConfigureAwait(false);
            DeletedTo = toSequenceNumber;
        }
    }

    /// <summary>Removes the files of which nothing counts any more.</summary>
    public void RemoveForgotten()
    {
        foreach (var claim in _folder.Claims())
        {
            if (claim < Number && !_head.Sealed.Any(segment => segment.Claim == claim))
            {
                _folder.Delete(claim);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private static async Task<SegmentClaim> StartAsync(
        SegmentFolder folder, FileStream file, long number, string persistenceId, string owner, Action<string, long> torn)
    {
        try
        {
            var previous = await SegmentHistory.NewestAsync(folder, persistenceId, number).ConfigureAwait(false);
            if (previous is { TornBytes: > 0 })
            {
                torn(folder.PathOf(previous.Head.Claim), previous.TornBytes);
            }

            var claim = new SegmentClaim(folder, file, SegmentHead.After(previous, number, persistenceId, owner));
            await claim.AppendAsync(SegmentFormat.Head(claim._head)).ConfigureAwait(false);
            return claim;
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task AppendAsync(byte[] frame)
    {
        if (_isBroken)
        {
            Check();
            throw new IOException($"An earlier write to {_file.Name} failed, so nobody knows how it ends. Let the actor recover before it writes again.");
        }

        // Until it is known to have worked: after a failure nothing may follow.
        _isBroken = true;
        await _file.WriteAsync(frame).ConfigureAwait(false);
        _file.Flush(flushToDisk: true);
        Check();
        _length += frame.Length;
        _isBroken = false;
    }

    private void Check()
    {
        if (_folder.HighestClaim() != Number)
        {
            throw Fenced();
        }
    }

    private JournalFencedException Fenced() =>
        JournalFencedException.Of(_head.PersistenceId, _folder.Path, Number, FolderNames.Segment(_folder.HighestClaim()));
}
