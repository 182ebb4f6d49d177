namespace Weir.Actors.Exchange;

/// <summary>One channel of a job's exchange: from one subtask to another along one edge of the job graph, in one attempt.</summary>
/// <param name="Attempt">The execution attempt: channels never outlive it.</param>
/// <param name="Edge">The edge's index in the job graph.</param>
/// <param name="From">Index of the producing subtask.</param>
/// <param name="To">Index of the consuming subtask.</param>
internal readonly record struct ChannelId(int Attempt, int Edge, int From, int To)
{
    public override string ToString() => $"edge {Edge}, {From} → {To} (attempt {Attempt})";
}
