namespace Weir.State.Backends;

/// <summary>Looks into the keyed state of a running operator, on its subtask's thread, between two records.</summary>
internal interface IStateLookup
{
    /// <summary>
    /// Ends the turn of the last record, as the next one would; to be called before <see cref="Peek"/>. What fails here is the stream's
    /// failure, not the look-up's: a change to the state is lost by it.
    /// </summary>
    void EndTurn();

    /// <param name="state">The state's name.</param>
    /// <param name="key">As the operator's key codec writes it.</param>
    /// <exception cref="ArgumentException">There is no such state, or it has no value by key; or the key is another subtask's.</exception>
    PeekedState Peek(string state, ReadOnlySpan<byte> key);
}
