using Weir.Actors.Coordination;
using Weir.Actors.Jobs;

namespace Weir.Unit.Actors;

public class RestoreSelectionTests
{
    [Fact]
    public void Newest_readable_checkpoint_is_chosen()
    {
        var selection = new RestoreSelection(1, []);
        selection.Begin().ShouldBe([new ListCandidates(1)]);
        selection.Handle(new CandidatesListed(1, [2, 5, 3], 5)).ShouldBe([new VerifyCandidate(1, 5)]);
        Chosen(selection.Handle(new CandidateVerified(1, 5, null))).CheckpointId.ShouldBe(5);
    }

    [Fact]
    public void One_with_copies_where_it_is_read_is_not_read_before_and_older_ones_are()
    {
        var selection = new RestoreSelection(1, [4, 5], isOnlyKnown: true, isLatestTrusted: true);
        selection.Begin().ShouldBe([new VerifyCandidate(1, 5, IsBrief: true)]);
        selection.Handle(new CandidateVerified(1, 5, "chk-5/a: missing")).ShouldBe([new VerifyCandidate(1, 4)]);
    }

    [Fact]
    public void A_corrupt_one_is_skipped_told_and_set_aside_before_the_older_one_is_restored()
    {
        var selection = new RestoreSelection(1, []);
        selection.Handle(new CandidatesListed(1, [2, 3, 5], 5));
        selection.Handle(new CandidateVerified(1, 5, "chk-5/a: checksum")).ShouldBe([new VerifyCandidate(1, 3)]);
        var aside = selection.Handle(new CandidateVerified(1, 3, null)).ShouldHaveSingleItem().ShouldBeOfType<SetAside>();
        aside.Skipped.ShouldBe([new SkippedCheckpoint(5, "chk-5/a: checksum")]);
        var chosen = Chosen(selection.Handle(new SetAsideFinished(1, null)));
        chosen.CheckpointId.ShouldBe(3);
        chosen.Skipped.ShouldBe(aside.Skipped);
    }

    [Fact]
    public void One_that_cannot_be_reached_is_neither_skipped_nor_the_end()
    {
        var selection = new RestoreSelection(1, []);
        selection.Handle(new CandidatesListed(1, [3, 5], 5));
        var cause = new FailureCause("Io", "/chk-5/_metadata: Input/output error");
        selection.Handle(new CandidateUnreachable(1, 5, cause)).ShouldBe([new RestoreImpossible(1, cause)]);
        cause.IsPermanent.ShouldBeFalse();
    }

    [Fact]
    public void Without_any_readable_one_it_refuses_to_start_empty()
    {
        var selection = new RestoreSelection(1, []);
        selection.Handle(new CandidatesListed(1, [4, 5], 5));
        selection.Handle(new CandidateVerified(1, 5, "gone"));
        var cause = selection.Handle(new CandidateVerified(1, 4, "torn")).ShouldHaveSingleItem().ShouldBeOfType<RestoreImpossible>().Cause;
        cause.IsPermanent.ShouldBeTrue();
        cause.Message.ShouldContain("checkpoint 5: gone; checkpoint 4: torn");
    }

    [Fact]
    public void A_checkpoint_that_is_known_but_not_listed_counts()
    {
        var selection = new RestoreSelection(1, [7]);
        selection.Handle(new CandidatesListed(1, [], 0)).ShouldBe([new VerifyCandidate(1, 7)]);
        selection.Handle(new CandidateVerified(1, 7, "no such folder")).ShouldHaveSingleItem().ShouldBeOfType<RestoreImpossible>();
    }

    [Fact]
    public void A_job_that_never_completed_one_starts_empty() =>
        Chosen(new RestoreSelection(1, []).Handle(new CandidatesListed(1, [], 0))).CheckpointId.ShouldBeNull();

    [Fact]
    public void What_could_not_be_listed_or_set_aside_is_tried_again_later()
    {
        var broken = new FailureCause("Io", "unreachable");
        new RestoreSelection(1, []).Handle(new ListingFailed(1, broken)).ShouldBe([new RestoreImpossible(1, broken)]);
        var selection = new RestoreSelection(1, []);
        selection.Handle(new CandidatesListed(1, [1, 2], 2));
        selection.Handle(new CandidateVerified(1, 2, "torn"));
        selection.Handle(new CandidateVerified(1, 1, null));
        selection.Handle(new SetAsideFinished(1, broken)).ShouldBe([new RestoreImpossible(1, broken)]);
    }

    [Fact]
    public void Answers_to_an_earlier_selection_are_ignored() =>
        new RestoreSelection(2, []).Handle(new CandidatesListed(1, [1], 1)).ShouldBeEmpty();

    private static CheckpointChosen Chosen(IReadOnlyList<RestoreEffect> effects) =>
        effects.ShouldHaveSingleItem().ShouldBeOfType<CheckpointChosen>();

    [Fact]
    public void With_a_registry_only_what_it_has_recorded_is_a_candidate_and_the_storage_is_not_asked()
    {
        var selection = new RestoreSelection(1, [3, 5], isOnlyKnown: true);
        selection.Begin().ShouldBe([new VerifyCandidate(1, 5)]);
        selection.Handle(new CandidateVerified(1, 5, "torn")).ShouldBe([new VerifyCandidate(1, 3)]);
        selection.Handle(new CandidateVerified(1, 3, null)).OfType<SetAside>().Single().Skipped.ShouldBe([new SkippedCheckpoint(5, "torn")]);
        Chosen(selection.Handle(new SetAsideFinished(1, null))).CheckpointId.ShouldBe(3);
    }

    [Fact]
    public void With_a_registry_that_has_recorded_nothing_the_job_starts_from_what_it_was_to_start_from()
    {
        var selection = new RestoreSelection(1, [], isOnlyKnown: true);
        selection.Begin().ShouldBe([new FindStart(1)]);
        selection.Handle(new StartFound(1, 12)).ShouldBe([new VerifyCandidate(1, 12)]);
        Chosen(selection.Handle(new CandidateVerified(1, 12, null))).CheckpointId.ShouldBe(12);

        Chosen(new RestoreSelection(1, [], isOnlyKnown: true).Handle(new StartFound(1, null))).CheckpointId.ShouldBeNull();
    }
}
