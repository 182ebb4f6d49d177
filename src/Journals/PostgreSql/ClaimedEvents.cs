using Weir.Actors.Persistence.Segments;

namespace Weir.Journals.PostgreSql;

/// <summary>The events of one persistence id as one journal sees them: one call after the other, the claim taken when an actor recovers.</summary>
internal sealed class ClaimedEvents(EventTable table, string persistenceId, string owner, Func<bool> isReadOnly)
{
    /// <summary>No claim has this number: the next recovery takes a new one.</summary>
    private const long Unsure = -1;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _claim;

    public Task<long> RecoverAsync() => InTurnAsync(async () =>
    {
        if (isReadOnly())
        {
            return await table.ReadHighestAsync(persistenceId).ConfigureAwait(false);
        }

        (_claim, var highest) = await table.ClaimAsync(persistenceId, _claim, owner).ConfigureAwait(false);
        return highest;
    });

    public Task ReplayAsync(long from, long to, long most, Action<StoredEvent> give) =>
        InTurnAsync(() => table.ReplayAsync(persistenceId, from, to, most, give));

    public Task WriteAsync(IReadOnlyList<StoredEvent> events) => WithClaimAsync("write", async claim =>
    {
        try
        {
            return await table.WriteAsync(persistenceId, claim, events).ConfigureAwait(false);
        }
        catch (DatabaseException)
        {
            // The statement may still be under way. The next recovery takes a new claim, which waits for it or fences it off.
            _claim = Unsure;
            throw;
        }
    });

    /// <summary>One that fails leaves the claim as it is: whether it is still under way or not, it deletes nothing that is written after it.</summary>
    public Task DeleteAsync(long to) => WithClaimAsync("delete", claim => table.DeleteAsync(persistenceId, claim, to));

    private Task WithClaimAsync(string action, Func<long, Task<bool>> step) => InTurnAsync(() =>
    {
        if (isReadOnly())
        {
            throw new NotSupportedException($"The journal was opened with read-only = on: '{persistenceId}' can't be written.");
        }

        return _claim switch
        {
            0 => throw new InvalidOperationException($"The events of '{persistenceId}' can't be written before its actor has recovered from this journal."),
            Unsure => throw new DatabaseException(
                $"Could not {action} events of '{persistenceId}' in PostgreSQL: an earlier write failed, and whether its events are there is not known. The actor has to recover first."),
            _ => step(_claim),
        };
    });

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
