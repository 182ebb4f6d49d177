namespace Weir.Testing.Connectors;

/// <summary>Tells each time that something has been committed.</summary>
internal sealed class CommitSignal
{
    private volatile TaskCompletionSource _next = NewSignal();

    /// <summary>Ends with the next commit.</summary>
    public Task Next => _next.Task;

    public void Raise() => Interlocked.Exchange(ref _next, NewSignal()).SetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
