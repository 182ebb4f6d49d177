using Weir.Actors.Jobs;

namespace Weir.Actors.Coordination;

internal abstract record RestoreEvent;

/// <summary>What there is to choose from.</summary>
/// <param name="StoredIds">The complete checkpoints that the storage lists, in any order.</param>
/// <param name="KnownIds">Those that the coordinator or the journal know to be complete; missing ones are problems.</param>
internal sealed record CandidatesListed(IReadOnlyList<long> StoredIds, IReadOnlyList<long> KnownIds) : RestoreEvent;

/// <summary>The storage could not be listed.</summary>
internal sealed record ListingFailed(FailureCause Cause) : RestoreEvent;

/// <summary>A candidate was read. <paramref name="Problem"/> null: every file is there, every checksum right.</summary>
internal sealed record CandidateVerified(long CheckpointId, string? Problem) : RestoreEvent;

/// <summary>The skipped ones are out of the way, or could not be put there.</summary>
internal sealed record SetAsideFinished(FailureCause? Cause) : RestoreEvent;

internal abstract record RestoreEffect;

/// <summary>List the storage; answered by <see cref="CandidatesListed"/> or <see cref="ListingFailed"/>.</summary>
internal sealed record ListCandidates : RestoreEffect;

/// <summary>Read the metadata and verify every checksum; answered by <see cref="CandidateVerified"/>.</summary>
internal sealed record VerifyCandidate(long CheckpointId) : RestoreEffect;

/// <summary>
/// Make sure that no later restore chooses these, without deleting anything (rename the folder, for instance). The
/// job is about to go back behind them: were one to be read later, after all, it would bring back what has since been
/// taken a different way. Answered by <see cref="SetAsideFinished"/>.
/// </summary>
internal sealed record SetAside(IReadOnlyList<SkippedCheckpoint> Skipped) : RestoreEffect;

/// <summary>The end: restore this. Null: there has never been a checkpoint, start empty.</summary>
internal sealed record CheckpointChosen(long? CheckpointId, IReadOnlyList<SkippedCheckpoint> Skipped) : RestoreEffect;

/// <summary>The end: nothing can be restored, and starting empty would lose what the job had.</summary>
internal sealed record RestoreImpossible(FailureCause Cause) : RestoreEffect;

/// <summary>
/// Chooses the checkpoint to restore: the newest that can be read whole. Older ones are tried when newer ones are
/// corrupt; if there are checkpoints but none is readable, it refuses: a job that had state never starts without.
/// </summary>
/// <remarks>One instance, one selection. States: begun, listing, verifying one candidate, setting aside, ended.</remarks>
internal sealed class RestoreSelection
{
    private readonly Queue<long> _candidates = new();
    private readonly List<SkippedCheckpoint> _skipped = [];
    private long? _chosen;
    private bool _isVerifying;
    private bool _isSettingAside;

    /// <summary>The first call.</summary>
    public static IReadOnlyList<RestoreEffect> Begin() => [new ListCandidates()];

    public IReadOnlyList<RestoreEffect> Handle(RestoreEvent happened)
    {
        switch (happened)
        {
            case CandidatesListed listed:
                foreach (var id in listed.StoredIds.Union(listed.KnownIds).OrderDescending())
                {
                    _candidates.Enqueue(id);
                }

                return _candidates.Count == 0 ? [new CheckpointChosen(null, [])] : VerifyNext();
            case ListingFailed failed:
                return [new RestoreImpossible(failed.Cause)];
            case CandidateVerified verified when _isVerifying && verified.CheckpointId == _candidates.Peek():
                return OnVerified(verified);
            case SetAsideFinished finished when _isSettingAside:
                _isSettingAside = false;
                return finished.Cause is null
                    ? [new CheckpointChosen(_chosen, _skipped)]
                    : [new RestoreImpossible(finished.Cause)];
            default:
                throw new InvalidOperationException($"{happened} does not belong to this restore selection at this point.");
        }
    }

    private IReadOnlyList<RestoreEffect> VerifyNext()
    {
        _isVerifying = true;
        return [new VerifyCandidate(_candidates.Peek())];
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
            return [new CheckpointChosen(_chosen, [])];
        }

        _isSettingAside = true;
        return [new SetAside(_skipped)];
    }

    private RestoreImpossible Refusal() => new(new FailureCause(
        "NoReadableCheckpoint",
        $"None of the {_skipped.Count} completed checkpoints of this job can be read, and it does not start empty: "
        + string.Join("; ", _skipped.Select(skipped => $"checkpoint {skipped.CheckpointId}: {skipped.Reason}"))
        + ". Repair or bring back the files, or start a new job without --from.",
        IsPermanent: true));
}
