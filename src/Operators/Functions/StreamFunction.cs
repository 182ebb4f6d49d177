namespace Weir.Operators.Functions;

/// <summary>A function with a life: opened before its first record, disposed after its last. Each subtask has an instance of its own.</summary>
public abstract class StreamFunction : IAsyncDisposable
{
    /// <summary>Called once, when state has been restored and before anything else.</summary>
    public virtual void Open(RuntimeContext context)
    {
    }

    /// <summary>Called once, at the end, also after a failure.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
