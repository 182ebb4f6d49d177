using Weir.Actors.Messages;

namespace Weir.Actors.JobManagers;

/// <summary>What nodes carry out for clients who ask for the outcome at any node. Plain; lost with the leader, and told anew to the next as far as it goes on.</summary>
internal sealed class OperationNotes
{
    /// <summary>For how long an outcome can be asked for.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    /// <summary>A node says of what goes on every few seconds that it does.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(30);

    /// <summary>The oldest are forgotten then.</summary>
    public const int Most = 10_000;

    private readonly Dictionary<string, Note> _notes = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public OperationNoted Add(NoteOperation said, DateTimeOffset now)
    {
        if (_notes.TryGetValue(said.Operation, out Note? known))
        {
            if (known.Node != said.Node)
            {
                return new OperationNoted(IsOwn: false);
            }
        }
        else
        {
            _order.Enqueue(said.Operation);
        }

        _notes[said.Operation] = new Note(said.Node, said.Outcome ?? known?.Outcome, now);
        Forget(now);
        return new OperationNoted(IsOwn: true);
    }

    public OperationState Find(string operation, DateTimeOffset now) =>
        _notes.TryGetValue(operation, out Note? note) && !IsOver(note, now)
            ? new OperationState(IsKnown: true, note.Outcome is null && now - note.At > SilentAfter, note.Outcome)
            : OperationState.None;

    private static bool IsOver(Note note, DateTimeOffset now) => now - note.At > KeptFor;

    private void Forget(DateTimeOffset now)
    {
        while (_order.TryPeek(out string? oldest)
            && (_order.Count > Most || IsOver(_notes[oldest], now)))
        {
            _order.Dequeue();
            _notes.Remove(oldest);
        }
    }

    private sealed record Note(string Node, string? Outcome, DateTimeOffset At);
}
