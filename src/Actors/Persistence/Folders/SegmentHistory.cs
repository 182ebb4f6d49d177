using Weir.Actors.Persistence.Segments;

namespace Weir.Actors.Persistence.Folders;

/// <summary>Reads the events of one persistence id, from the newest segment that counts and those which it names.</summary>
internal static class SegmentHistory
{
    /// <summary>The newest segment below a claim that has a head; null for none.</summary>
    public static async Task<SegmentContent?> NewestAsync(ISegmentFolder folder, string persistenceId, long belowClaim)
    {
        while (true)
        {
            try
            {
                return await FindNewestAsync(folder, persistenceId, belowClaim).ConfigureAwait(false);
            }
            catch (FileNotFoundException)
            {
                // Forgotten by a newer claim since it was listed; the list has that one now.
            }
        }
    }

    /// <summary>Gives the events in their order that are not deleted.</summary>
    /// <param name="newest">The newest segment, as it was read.</param>
    public static async Task ReplayAsync(ISegmentFolder folder, SegmentContent newest, long from, long to, long most, Action<StoredEvent> give)
    {
        from = Math.Max(from, newest.DeletedTo + 1);
        foreach (var segment in newest.Head.Sealed)
        {
            if (segment.LastSequenceNumber < from || segment.FirstSequenceNumber > to)
            {
                continue;
            }

            var bytes = await folder.ReadAsync(segment.Claim).ConfigureAwait(false);
            Give(SegmentReader.ReadSealed(bytes, segment, folder.PathOf(segment.Claim)).Events);
        }

        Give(newest.Events);

        void Give(IReadOnlyList<StoredEvent> events)
        {
            foreach (var stored in events)
            {
                if (stored.SequenceNumber >= from && stored.SequenceNumber <= to && most > 0)
                {
                    most--;
                    give(stored);
                }
            }
        }
    }

    private static async Task<SegmentContent?> FindNewestAsync(ISegmentFolder folder, string persistenceId, long belowClaim)
    {
        foreach (var claim in (await folder.ClaimsAsync().ConfigureAwait(false)).Where(claim => claim < belowClaim))
        {
            var bytes = await folder.ReadAsync(claim).ConfigureAwait(false);
            if (SegmentReader.ReadOpen(bytes, folder.PathOf(claim)) is { } content)
            {
                return content.Head.PersistenceId == persistenceId
                    ? content
                    : throw FolderNames.Ambiguous(folder.Path, content.Head.PersistenceId, persistenceId);
            }
        }

        return null;
    }
}
