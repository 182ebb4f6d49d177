namespace Weir.Unit.State.Matrix;

/// <summary>How state comes to a subtask before it is looked at.</summary>
public enum Situation
{
    Fresh,
    Restored,
    RestoredIncrementally,
    RescaledUp,
    RescaledUpIncrementally,
    RescaledDown,
    RescaledDownIncrementally,
    Evolved,
    EvolvedIncrementally,
    FromTheOtherBackend,
    FromTheOtherBackendIncrementally,
}

internal static class Situations
{
    /// <summary>Whether state comes from two checkpoints, the second of which builds upon the first.</summary>
    public static bool IsIncremental(this Situation situation) => situation.ToString().EndsWith("Incrementally", StringComparison.Ordinal);

    public static bool IsEvolved(this Situation situation) => situation is Situation.Evolved or Situation.EvolvedIncrementally;

    public static bool IsFromTheOtherBackend(this Situation situation) =>
        situation is Situation.FromTheOtherBackend or Situation.FromTheOtherBackendIncrementally;

    public static (int Before, int After) Parallelism(this Situation situation) => situation switch
    {
        Situation.RescaledUp or Situation.RescaledUpIncrementally => (2, 5),
        Situation.RescaledDown or Situation.RescaledDownIncrementally => (5, 2),
        _ => (2, 2),
    };
}
