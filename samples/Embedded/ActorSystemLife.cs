using Akka.Actor;

namespace Weir.Samples.Embedded;

/// <summary>Ends the application's actor system with the application, after everything that was added later.</summary>
internal sealed class ActorSystemLife(ActorSystem system) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => CoordinatedShutdown.Get(system)
        .Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance)
        .WaitAsync(cancellationToken);
}
