using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Remote;

/// <summary>Ends the network after the application's actors and before the system's own.</summary>
internal sealed class RemotingTerminator : ReceiveActor
{
    private readonly RemoteTransport _transport;

    public RemotingTerminator(RemoteTransport transport)
    {
        _transport = transport;
        ReceiveAsync<TerminationHook>(ShutDown);
    }

    protected override void PreStart() =>
        ((ExtendedActorSystem)Context.System).SystemGuardian.Tell(RegisterTerminationHook.Instance, Self);

    private async Task ShutDown(TerminationHook hook)
    {
        var guardian = Sender;
        try
        {
            await _transport.Shutdown().WaitAsync(RemoteSettings().ShutdownTimeout);
        }
        catch (Exception exception)
        {
            _transport.Log.Error(exception, "The network did not shut down as it should: {0}", exception.Message);
        }

        guardian.Tell(TerminationHookDone.Instance, Self);
    }

    private RemoteSettings RemoteSettings() => _transport.Provider.RemoteSettings;
}
