using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Weir.Host.Terminal;

/// <summary>
/// Turns Ctrl-C and SIGTERM into a cancellation, so that the job is cancelled and its files are put in order before the process goes.
/// A later signal ends the process at once. (One that comes right behind the first is the same wish: some senders signal the process and its group.)
/// </summary>
internal sealed class TerminationSignals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private static readonly TimeSpan SameWish = TimeSpan.FromMilliseconds(500);
    private int _exitCode;
    private long _firstAt;

    public TerminationSignals()
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, Host.ExitCode.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, Host.ExitCode.Terminated)),
        ];
    }

    public CancellationToken Token => _source.Token;

    /// <summary>The process's exit code after a signal; 0 while none has come.</summary>
    public int ExitCode => Volatile.Read(ref _exitCode);

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Stop(PosixSignalContext context, int exitCode)
    {
        if (Interlocked.CompareExchange(ref _exitCode, exitCode, 0) == 0)
        {
            Volatile.Write(ref _firstAt, Stopwatch.GetTimestamp());
            context.Cancel = true;
            _source.Cancel();
        }
        else
        {
            context.Cancel = Volatile.Read(ref _firstAt) is var first && (first == 0 || Stopwatch.GetElapsedTime(first) < SameWish);
        }
    }
}
