namespace Weir.Browser.Jobs;

/// <summary>Holds up who comes to it, as long as it is closed.</summary>
internal sealed class Gate : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly ManualResetEventSlim _open = new(initialState: true);

    public void Close() => _open.Reset();

    public void Open() => _open.Set();

    public void Pass()
    {
        if (!_open.Wait(Patience))
        {
            throw new TimeoutException($"The gate was not opened within {Patience}.");
        }
    }

    public void Dispose()
    {
        _open.Set();
        _open.Dispose();
    }
}
