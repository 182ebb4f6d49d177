using Weir.Actors.History;
using Weir.Actors.Jobs;
using Weir.Host.Rest;

namespace Weir.Host.Web.Views;

/// <summary>A state, for people.</summary>
/// <param name="Text">A word or two.</param>
/// <param name="Tone">How it is to be taken.</param>
public sealed record State(string Text, Tone Tone)
{
    internal static State Of(JobStatus status) => new(status.StateText, status.State switch
    {
        JobState.Running => Tone.Good,
        JobState.Finished => Tone.Good,
        JobState.Cancelled => Tone.Neutral,
        JobState.Failed or JobState.Failing => Tone.Bad,
        _ => Tone.Changing,
    });

    internal static State Of(VertexInspection vertex, JobState job) => Of(Wording.OfAll(vertex.Subtasks.Select(subtask => Wording.Of(subtask, job))));

    /// <param name="name">A state of a subtask as REST has it.</param>
    internal static State Of(string name) => new(name == "CANCELED" ? "Cancelled" : Sentence(name), name switch
    {
        "RUNNING" or "FINISHED" => Tone.Good,
        "FAILED" => Tone.Bad,
        "CANCELED" => Tone.Neutral,
        _ => Tone.Changing,
    });

    internal static State Of(CheckpointFacts facts) => facts.Progress switch
    {
        CheckpointProgress.Completed => new State(facts.IsDiscarded ? "Completed, deleted" : "Completed", Tone.Good),
        CheckpointProgress.Failed => new State("Failed", Tone.Bad),
        _ => new State("In progress", Tone.Changing),
    };

    private static string Sentence(string name) => string.Concat(name[..1], name[1..].ToLowerInvariant());
}
