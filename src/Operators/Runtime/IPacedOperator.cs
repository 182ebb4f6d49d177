namespace Weir.Operators.Runtime;

/// <summary>Implemented by an operator that hands records to something outside of the stream, at that thing's pace.</summary>
internal interface IPacedOperator
{
    /// <summary>Whether no more input should be processed if that can wait. When it is true, the action of <see cref="OnWake"/> is called once it is not.</summary>
    bool IsFull { get; }

    /// <summary>Sets what is called, from any thread, when there is room again or something outside has failed; then comes <see cref="Check"/>.</summary>
    void OnWake(Action wake);

    /// <summary>Throws when something outside has failed.</summary>
    void Check();
}
