namespace Weir.Actors.Deployments;

/// <summary>The use of a job's graph; given up once, however often it is disposed.</summary>
internal sealed class JobGraphLease(Task<BuiltJob> built, Action release) : IDisposable
{
    private Action? _release = release;

    /// <summary>Faults with what the code's loading or definition threw.</summary>
    public Task<BuiltJob> Built => built;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
