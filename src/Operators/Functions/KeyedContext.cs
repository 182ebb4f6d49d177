namespace Weir.Operators.Functions;

/// <summary>What a function on a keyed stream can know of the record it is processing.</summary>
public abstract class KeyedContext<TKey> : ProcessContext
{
    private protected KeyedContext()
    {
    }

    /// <summary>The key that states and timers are bound to.</summary>
    public abstract TKey Key { get; }

    /// <summary>The timers of the key.</summary>
    public abstract TimerService Timers { get; }
}
