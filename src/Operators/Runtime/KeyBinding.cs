namespace Weir.Operators.Runtime;

/// <summary>Whether the keyed states of an operator are bound to a key, for operators that process records without one.</summary>
internal sealed class KeyBinding(OperatorContext context)
{
    public bool IsBound { get; set; }

    /// <exception cref="InvalidOperationException">They are not.</exception>
    public void Check()
    {
        if (!IsBound)
        {
            throw new InvalidOperationException(
                $"Operator '{context.Name}' uses keyed state or timers with a broadcast record, which has no key. Visit the keys with EachKey or Walk.");
        }
    }
}
