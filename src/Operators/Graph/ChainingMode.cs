namespace Weir.Operators.Graph;

/// <summary>Whether an operator may share a subtask with its neighbours.</summary>
internal enum ChainingMode
{
    /// <summary>With both.</summary>
    Always,

    /// <summary>Only with what follows: it starts a new chain.</summary>
    StartNew,

    /// <summary>With none.</summary>
    Never,
}
