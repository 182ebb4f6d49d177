using Weir.Actors.JobManagers;
using Weir.Actors.Messages;

namespace Weir.Unit.Actors;

public class OperationNotesTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly OperationNotes _notes = new();

    [Fact]
    public void An_operation_is_the_node_s_that_said_so_first()
    {
        _notes.Add(new NoteOperation("a", "one", null), Start).IsOwn.ShouldBeTrue();
        _notes.Add(new NoteOperation("a", "two", null), Start).IsOwn.ShouldBeFalse();
        _notes.Add(new NoteOperation("a", "one", "{}"), Start).IsOwn.ShouldBeTrue();
        _notes.Find("a", Start).ShouldBe(new OperationState(IsKnown: true, IsSilent: false, "{}"));
        _notes.Find("b", Start).ShouldBe(OperationState.None);
    }

    [Fact]
    public void A_note_that_comes_late_does_not_undo_an_outcome()
    {
        _notes.Add(new NoteOperation("a", "one", "{}"), Start);
        _notes.Add(new NoteOperation("a", "one", null), Start);
        _notes.Find("a", Start).Outcome.ShouldBe("{}");
    }

    [Fact]
    public void One_whose_node_is_silent_is_said_to_be_so_and_an_outcome_is_forgotten_in_the_end()
    {
        _notes.Add(new NoteOperation("goes on", "one", null), Start);
        _notes.Add(new NoteOperation("done", "one", "{}"), Start);
        var later = Start + OperationNotes.SilentAfter + TimeSpan.FromSeconds(1);
        _notes.Find("goes on", later).IsSilent.ShouldBeTrue();
        _notes.Find("done", later).IsSilent.ShouldBeFalse();
        _notes.Find("done", Start + OperationNotes.KeptFor + TimeSpan.FromSeconds(1)).IsKnown.ShouldBeFalse();
    }

    [Fact]
    public void The_oldest_go_when_there_are_too_many()
    {
        for (var number = 0; number <= OperationNotes.Most; number++)
        {
            _notes.Add(new NoteOperation($"{number}", "one", null), Start);
        }

        _notes.Find("0", Start).IsKnown.ShouldBeFalse();
        _notes.Find("1", Start).IsKnown.ShouldBeTrue();
    }
}
