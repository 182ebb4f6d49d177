using Weir.Actors.Persistence.Segments;

namespace Weir.Actors.Persistence.Folders;

/// <summary>
/// The right to write the events of one persistence id, as long as nobody takes a newer one. A claim is a segment's file of
/// its own, created before anything else is read: from then on every older writer finds it after each of its writes, and does
/// not acknowledge them. So whatever was acknowledged lies in front of where this claim seals the older segments.
/// </summary>
internal sealed class SegmentClaim : IDisposable
{
    private readonly ISegmentFolder _folder;
    private readonly ISegmentFile _file;
    private readonly SegmentHead _head;
    private long _length;
    private bool _isBroken;

    private SegmentClaim(ISegmentFolder folder, ISegmentFile file, SegmentHead head)
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
    public async Task<bool> IsUsableAsync() => !_isBroken && await HighestAsync(_folder).ConfigureAwait(false) == Number;

    /// <summary>Takes a new claim over all that there are.</summary>
    /// <param name="torn">Told of a write of an older claim that was never finished: its file, and how many bytes are left out.</param>
    public static async Task<SegmentClaim> TakeAsync(ISegmentFolder folder, string persistenceId, string owner, Action<string, long> torn)
    {
        await folder.CreateAsync().ConfigureAwait(false);
        ISegmentFile? file;
        long number;
        do
        {
            number = await HighestAsync(folder).ConfigureAwait(false) + 1;
            file = await folder.TryCreateAsync(number).ConfigureAwait(false);
        }
        while (file is null);
        return await StartAsync(folder, file, number, persistenceId, owner, torn).ConfigureAwait(false);
    }

    /// <summary>A new claim in place of this one, so that the segment does not grow for ever.</summary>
    /// <exception cref="JournalFencedException">Somebody else took the next one.</exception>
    public async Task<SegmentClaim> RollAsync()
    {
        await CheckAsync().ConfigureAwait(false);
        var file = await _folder.TryCreateAsync(Number + 1).ConfigureAwait(false) ?? throw Fenced(Number + 1);
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
    public async Task RemoveForgottenAsync()
    {
        foreach (var claim in await _folder.ClaimsAsync().ConfigureAwait(false))
        {
            if (claim < Number && !_head.Sealed.Any(segment => segment.Claim == claim))
            {
                await _folder.DeleteAsync(claim).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private static async Task<SegmentClaim> StartAsync(
        ISegmentFolder folder, ISegmentFile file, long number, string persistenceId, string owner, Action<string, long> torn)
    {
        try
        {
            var previous = await SegmentHistory.NewestAsync(folder, persistenceId, number).ConfigureAwait(false);
            if (previous is { TornBytes: > 0 })
            {
                torn(folder.PathOf(previous.Head.Claim), previous.TornBytes);
            }

            if (previous is not null)
            {
                // Its last write may not be flushed. Once it is before a seal, it must not go away any more.
                await folder.FlushAsync(previous.Head.Claim).ConfigureAwait(false);
            }

            var claim = new SegmentClaim(folder, file, SegmentHead.After(previous, number, persistenceId, owner));
            await claim.AppendAsync(SegmentFormat.Head(claim._head)).ConfigureAwait(false);
            return claim;
        }
        catch (FileNotFoundException)
        {
            file.Dispose();
            var highest = await HighestAsync(folder).ConfigureAwait(false);
            if (highest == number)
            {
                throw;
            }

            // A newer claim has forgotten the segment already.
            throw JournalFencedException.Of(persistenceId, folder.Path, number, FolderNames.Segment(highest));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private async Task AppendAsync(byte[] frame)
    {
        if (_isBroken)
        {
            await CheckAsync().ConfigureAwait(false);
            throw new IOException($"An earlier write to {_folder.PathOf(Number)} failed, so nobody knows how it ends. Let the actor recover before it writes again.");
        }

        // Until it is known to have worked: after a failure nothing may follow.
        _isBroken = true;
        await _file.AppendAsync(frame).ConfigureAwait(false);
        await _file.FlushAsync().ConfigureAwait(false);
        await CheckAsync().ConfigureAwait(false);
        _length += frame.Length;
        _isBroken = false;
    }

    private static async Task<long> HighestAsync(ISegmentFolder folder) =>
        await folder.ClaimsAsync().ConfigureAwait(false) is [var highest, ..] ? highest : 0;

    private async Task CheckAsync()
    {
        var highest = await HighestAsync(_folder).ConfigureAwait(false);
        if (highest != Number)
        {
            throw Fenced(highest);
        }
    }

    private JournalFencedException Fenced(long highest) =>
        JournalFencedException.Of(_head.PersistenceId, _folder.Path, Number, FolderNames.Segment(highest));
}
