using Weir.Actors.Persistence.Segments;
using Weir.State;

namespace Weir.Actors.Persistence.Folders;

/// <summary>
/// The events of one persistence id as one journal sees them: one call after the other, the claim taken when an actor recovers.
/// </summary>
internal sealed class PersistentEvents(ISegmentFolder folder, string persistenceId, JournalFolderOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private SegmentClaim? _claim;

    /// <summary>The highest sequence number, with the claim in hand: an older writer's events are fenced off before this one reads.</summary>
    public Task<long> RecoverAsync() => InTurnAsync(async () =>
    {
        if (options.IsReadOnly)
        {
            return (await SegmentHistory.NewestAsync(folder, persistenceId, long.MaxValue).ConfigureAwait(false))?.HighestSequenceNumber ?? 0;
        }

        if (_claim is null || !await _claim.IsUsableAsync().ConfigureAwait(false))
        {
            _claim?.Dispose();
            _claim = null;
            _claim = await SegmentClaim.TakeAsync(folder, persistenceId, options.Owner, options.Torn).ConfigureAwait(false);
            await _claim.RemoveForgottenAsync().ConfigureAwait(false);
        }

        return _claim.HighestSequenceNumber;
    });

    public Task ReplayAsync(long from, long to, long most, Action<StoredEvent> give) => InTurnAsync(async () =>
    {
        while (await SegmentHistory.NewestAsync(folder, persistenceId, long.MaxValue).ConfigureAwait(false) is { } newest)
        {
            try
            {
                List<StoredEvent> events = [];
                await SegmentHistory.ReplayAsync(folder, newest, from, to, most, events.Add).ConfigureAwait(false);
                events.ForEach(give);
                return true;
            }
            catch (FileNotFoundException missing)
            {
                if ((await folder.ClaimsAsync().ConfigureAwait(false)) is not [var highest, ..] || highest <= newest.Head.Claim)
                {
                    throw new CorruptStateException(
                        $"The journal's file {missing.FileName} is missing, and events of '{persistenceId}' with it. Bring it back from a backup of the journal's folder.", missing);
                }

                // A newer claim has deleted a segment meanwhile: it says what holds now.
            }
        }

        return true;
    });

    public Task WriteAsync(IReadOnlyList<StoredEvent> events) => InTurnAsync(async () =>
    {
        var claim = Claimed();
        if (claim.LengthBytes > options.SegmentBytes)
        {
            _claim = await claim.RollAsync().ConfigureAwait(false);
            claim.Dispose();
            claim = _claim;
            await claim.RemoveForgottenAsync().ConfigureAwait(false);
        }

        await claim.WriteAsync(events).ConfigureAwait(false);
        return true;
    });

    public Task DeleteAsync(long to) => InTurnAsync(async () =>
    {
        await Claimed().DeleteAsync(to).ConfigureAwait(false);
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        await InTurnAsync(() =>
        {
            _claim?.Dispose();
            _claim = null;
            return Task.FromResult(true);
        }).ConfigureAwait(false);
        _turn.Dispose();
    }

    private SegmentClaim Claimed()
    {
        if (options.IsReadOnly)
        {
            throw new NotSupportedException($"The journal was opened with read-only = on: '{persistenceId}' can't be written.");
        }

        return _claim ?? throw new InvalidOperationException($"The events of '{persistenceId}' can't be written before its actor has recovered from this journal.");
    }

    /// <summary>One after the other, in the order of the calls.</summary>
    private async Task<T> InTurnAsync<T>(Func<Task<T>> step)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            return await step().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }
}

/// <param name="Owner">Says in the files who claimed.</param>
/// <param name="IsReadOnly">Reads without a claim: the writer goes on.</param>
/// <param name="SegmentBytes">Above this the next write starts a new segment.</param>
/// <param name="Torn">Told of a write that was never finished: its file, and how many bytes are left out.</param>
internal sealed record JournalFolderOptions(string Owner, bool IsReadOnly, long SegmentBytes, Action<string, long> Torn);
