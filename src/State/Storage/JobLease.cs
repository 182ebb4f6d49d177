namespace Weir.State.Storage;

/// <summary>Keeps others off a job; given up once, however often it is disposed.</summary>
internal sealed class JobLease(Action release) : IDisposable
{
    private Action? _release = release;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
