using Akka.Actor.Setup;
using Microsoft.Extensions.Logging;

namespace Weir.Hosting;

/// <summary>Gives the actor system's logger what the host logs with.</summary>
internal sealed class HostLogSetup(ILoggerFactory factory) : Setup
{
    public ILoggerFactory Factory => factory;
}
