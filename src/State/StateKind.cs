namespace Weir.State;

/// <summary>What a named state is. The numbers are stored.</summary>
internal enum StateKind
{
    Value = 1,
    List = 2,
    Map = 3,
    Reducing = 4,
    Aggregating = 5,
    Timers = 6,
    OperatorList = 7,
    OperatorUnion = 8,
}
