using Weir.Actors.Jobs;

namespace Weir.Actors.Coordination;

/// <summary>An answer to an effect of the selection of that number.</summary>
internal abstract record RestoreEvent(int Selection) : ProtocolEvent;

/// <summary>What there is to choose from.</summary>
/// <param name="StoredIds">The complete checkpoints that the storage lists, in any order.</param>
/// <param name="HighestUsedId">
/// The highest checkpoint id of which the storage has any trace, complete or not, set aside or not; 0: none.
/// </param>
internal sealed record CandidatesListed(int Selection, IReadOnlyList<long> StoredIds, long HighestUsedId) : RestoreEvent(Selection);

/// <summary>The checkpoint, of another job or a savepoint, that the job was to start from; null: it was to start empty.</summary>
internal sealed record StartFound(int Selection, long? CheckpointId) : RestoreEvent(Selection);

/// <summary>The storage could not be listed, or the checkpoint to start from could not be found.</summary>
internal sealed record ListingFailed(int Selection, FailureCause Cause) : RestoreEvent(Selection);

/// <summary>A candidate was read. <paramref name="Problem"/> null: every file is there, every checksum right.</summary>
internal sealed record CandidateVerified(int Selection, long CheckpointId, string? Problem) : RestoreEvent(Selection);

/// <summary>A candidate was read whole, but is not for this job as it is now: an older one would be no better, or lose what came since.</summary>
internal sealed record CandidateUnfit(int Selection, long CheckpointId, FailureCause Cause) : RestoreEvent(Selection);

/// <summary>
/// A candidate could not be read, which says nothing about what is in it: going back behind it would lose what it has.
/// </summary>
internal sealed record CandidateUnreachable(int Selection, long CheckpointId, FailureCause Cause) : RestoreEvent(Selection);

/// <summary>The skipped ones are out of the way, or could not be put there.</summary>
internal sealed record SetAsideFinished(int Selection, FailureCause? Cause) : RestoreEvent(Selection);

/// <summary>What the selection of that number wants done.</summary>
internal abstract record RestoreEffect(int Selection) : ProtocolEffect;

/// <summary>List the storage; answered by <see cref="CandidatesListed"/> or <see cref="ListingFailed"/>.</summary>
internal sealed record ListCandidates(int Selection) : RestoreEffect(Selection);

/// <summary>
/// Nothing is recorded of the job: find what it was to start from. Answered by <see cref="StartFound"/> or
/// <see cref="ListingFailed"/>.
/// </summary>
internal sealed record FindStart(int Selection) : RestoreEffect(Selection);

/// <summary>Read the metadata and verify every checksum; answered by <see cref="CandidateVerified"/>, <see cref="CandidateUnreachable"/> or <see cref="CandidateUnfit"/>.</summary>
/// <param name="IsBrief">That every file is there, as long as it was written, will do: what is in them is not to be read.</param>
internal sealed record VerifyCandidate(int Selection, long CheckpointId, bool IsBrief = false) : RestoreEffect(Selection);

/// <summary>
/// Make sure that no later restore chooses these, without deleting anything (rename the folder, for instance). The
/// job is about to go back behind them: were one to be read later, after all, it would bring back what has since been
/// taken a different way. Where a registry records checkpoints, it notes durably that these are dropped, before they are
/// touched: a leader that is over fails at that, and does no harm. Answered by <see cref="SetAsideFinished"/>.
/// </summary>
internal sealed record SetAside(int Selection, IReadOnlyList<SkippedCheckpoint> Skipped) : RestoreEffect(Selection);

/// <summary>The end: restore this. Null: there has never been a checkpoint, start empty.</summary>
internal sealed record CheckpointChosen(int Selection, long? CheckpointId, IReadOnlyList<SkippedCheckpoint> Skipped) : RestoreEffect(Selection);

/// <summary>The end: nothing can be restored, and starting empty would lose what the job had.</summary>
internal sealed record RestoreImpossible(int Selection, FailureCause Cause) : RestoreEffect(Selection);

/// <summary>
/// Chooses the checkpoint to restore: the newest that can be read whole. Older ones are tried when newer ones are
/// corrupt, never because one cannot be reached for now: then the selection ends, and a later one looks again; if there are checkpoints but none is readable, it refuses: a job that had state never starts without.
/// </summary>
/// <remarks>One instance, one selection. States: begun, listing (or finding the start), verifying one candidate, setting aside, ended.</remarks>
/// <param name="number">Of the selection: an answer that an earlier one still gets is ignored.</param>
/// <param name="knownIds">
/// What the coordinator or the registry know to be complete: if the storage does not have one of them, that is a
/// problem to be told, not a reason to take it for never having been.
/// </param>
/// <param name="isOnlyKnown">
/// What is not known does not count: it may be an overthrown leader's, who could not record it. Else all counts that
/// the storage lists.
/// </param>
/// <param name="isLatestTrusted">
/// The newest is not read whole: the job has copies of it where it ran, and what is not read from those is verified by those who read it.
/// </param>
internal sealed class RestoreSelection(int number, IReadOnlyList<long> knownIds, bool isOnlyKnown = false, bool isLatestTrusted = false)
{
    private readonly Queue<long> _candidates = new();
    private readonly List<SkippedCheckpoint> _skipped = [];
    private long? _chosen;
    private bool _isVerifying;
    private bool _isSettingAside;

    public int Number => number;

    /// <summary>The first call.</summary>
    public IReadOnlyList<RestoreEffect> Begin()
    {
        if (!isOnlyKnown)
        {
            return [new ListCandidates(number)];
        }

        return knownIds.Count == 0 ? [new FindStart(number)] : Try(knownIds);
    }

    public IReadOnlyList<RestoreEffect> Handle(RestoreEvent happened)
    {
        if (happened.Selection != number)
        {
            return [];
        }

        switch (happened)
        {
            case CandidatesListed listed:
                return Try(listed.StoredIds.Union(knownIds));
            case StartFound found:
                return Try(found.CheckpointId is { } start ? [start] : []);
            case ListingFailed failed:
                return [new RestoreImpossible(number, failed.Cause)];
            case CandidateVerified verified when _isVerifying && verified.CheckpointId == _candidates.Peek():
                return OnVerified(verified);
            case CandidateUnfit unfit when _isVerifying && unfit.CheckpointId == _candidates.Peek():
                _isVerifying = false;
                return [new RestoreImpossible(number, unfit.Cause)];
            case CandidateUnreachable unreachable when _isVerifying && unreachable.CheckpointId == _candidates.Peek():
                _isVerifying = false;
                return [new RestoreImpossible(number, unreachable.Cause)];
            case SetAsideFinished finished when _isSettingAside:
                _isSettingAside = false;
                return finished.Cause is null
                    ? [new CheckpointChosen(number, _chosen, _skipped)]
                    : [new RestoreImpossible(number, finished.Cause)];
            default:
                throw new InvalidOperationException($"{happened} does not belong to this restore selection at this point.");
        }
    }

    private IReadOnlyList<RestoreEffect> Try(IEnumerable<long> candidates)
    {
        foreach (var id in candidates.OrderDescending())
        {
            _candidates.Enqueue(id);
        }

        return _candidates.Count == 0 ? [new CheckpointChosen(number, null, [])] : VerifyNext();
    }

    private IReadOnlyList<RestoreEffect> VerifyNext()
    {
        _isVerifying = true;
        return [new VerifyCandidate(number, _candidates.Peek(), isLatestTrusted && _skipped.Count == 0)];
    }

    private IReadOnlyList<RestoreEffect> OnVerified(CandidateVerified verified)
    {
        _isVerifying = false;
        _candidates.Dequeue();
        if (verified.Problem is { } problem)
        {
            _skipped.Add(new SkippedCheckpoint(verified.CheckpointId, problem));
            return _candidates.Count > 0 ? VerifyNext() : [Refusal()];
        }

        _chosen = verified.CheckpointId;
        if (_skipped.Count == 0)
        {
            return [new CheckpointChosen(number, _chosen, [])];
        }

        _isSettingAside = true;
        return [new SetAside(number, _skipped)];
    }

    private RestoreImpossible Refusal() => new(number, new FailureCause(
        "NoReadableCheckpoint",
        $"None of the {_skipped.Count} completed checkpoints of this job can be read, and it does not start empty: "
        + string.Join("; ", _skipped.Select(skipped => $"checkpoint {skipped.CheckpointId}: {skipped.Reason}"))
        + ". Repair or bring back the files, or start a new job without --from.",
        IsPermanent: true));
}
