namespace Weir.State;

/// <summary>What a named state is. The numbers are stored.</summary>
public enum StateKind
{
    /// <summary>A value for each key.</summary>
    Value = 1,

    /// <summary>A list for each key.</summary>
    List = 2,

    /// <summary>A map for each key.</summary>
    Map = 3,

    /// <summary>What the values of each key have been reduced to.</summary>
    Reducing = 4,

    /// <summary>An accumulator for each key.</summary>
    Aggregating = 5,

    /// <summary>Timers, each of a key.</summary>
    Timers = 6,

    /// <summary>A list of a subtask, dealt to the subtasks when it is restored.</summary>
    OperatorList = 7,

    /// <summary>A list of a subtask, of which each subtask gets all when it is restored.</summary>
    OperatorUnion = 8,

    /// <summary>A map that all subtasks have alike: each writes its own copy, and each gets one when it is restored.</summary>
    OperatorBroadcast = 9,
}
