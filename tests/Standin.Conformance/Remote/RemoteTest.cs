using System.Collections.Concurrent;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Configuration;
using Akka.Remote;
using Akka.Remote.Transport;

namespace Weir.Standin.Conformance.Remote;

/// <summary>Systems with a network in one process, and a channel that actors report to.</summary>
public abstract class RemoteTest : IAsyncLifetime
{
    private const string Common =
        """
        akka {
          stdout-loglevel = OFF
          loglevel = INFO
          log-dead-letters = off
          actor.provider = remote
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          remote {
            retry-gate-closed-for = 200ms
            dot-netty.tcp {
              hostname = "127.0.0.1"
              port = 0
            }
          }
        }
        """;

    private readonly Channel<object> _reports = Channel.CreateUnbounded<object>();
    private readonly ConcurrentBag<ActorSystem> _systems = [];

    protected static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Task.WhenAll(_systems.Select(system => system.Terminate()));

    protected internal void Report(object what) => _reports.Writer.TryWrite(what).ShouldBeTrue();

    protected ActorSystem NewSystem(string name, string hocon = "", LogLines? log = null)
    {
        var loggers = $"akka.loggers = [\"{typeof(LogLines.Logger).AssemblyQualifiedName}\"]";
        var config = ConfigurationFactory.ParseString(hocon)
            .WithFallback(ConfigurationFactory.ParseString(log is null ? "akka.loglevel = OFF" : loggers))
            .WithFallback(ConfigurationFactory.ParseString(Common));
        var setup = BootstrapSetup.Create().WithConfig(config);
        var system = ActorSystem.Create(name, log is null ? setup.And(new LogLines()) : setup.And(log));
        _systems.Add(system);
        return system;
    }

    protected static Address AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;

    protected static RemoteTransport TransportOf(ActorSystem system) => ((IRemoteActorRefProvider)((ExtendedActorSystem)system).Provider).Transport;

    /// <summary>The actor of a system as another one knows it.</summary>
    protected static async Task<IActorRef> Seen(ActorSystem from, IActorRef actor) =>
        await Selection(from, actor).ResolveOne(Patience);

    protected static ActorSelection Selection(ActorSystem from, IActorRef actor) =>
        from.ActorSelection(new RootActorPath(AddressOf(SystemOf(actor))) / actor.Path.Elements);

    protected static Task<bool> Cut(ActorSystem system, ActorSystem other) => Throttle(system, other, Blackhole.Instance);

    protected static Task<bool> Mend(ActorSystem system, ActorSystem other) => Throttle(system, other, Unthrottled.Instance);

    protected IActorRef Reporter(ActorSystem system, string? name = null) => system.ActorOf(Props.Create(() => new ReportingActor(this)), name);

    protected static IActorRef Echo(ActorSystem system, string? name = null) => system.ActorOf(Props.Create(() => new EchoActor()), name);

    protected IActorRef Watcher(ActorSystem system, IActorRef watchee) => system.ActorOf(Props.Create(() => new WatchingActor(this, watchee)));

    /// <summary>A watcher whose watch the watchee's node knows of.</summary>
    protected async Task<IActorRef> KnownWatcher(ActorSystem system, IActorRef watchee)
    {
        var watcher = Watcher(system, watchee);
        await watcher.Ask<string>("watching", Patience);
        await system.ActorSelection("/system/remote-watcher").ResolveOne(Patience);
        await watchee.Ask<ActorIdentity>(new Identify(1), Patience);
        return watcher;
    }

    protected async Task<object> Next() => await _reports.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    protected async Task<T> Next<T>() => (await Next()).ShouldBeAssignableTo<T>()!;

    protected void NothingReported() =>
        _reports.Reader.TryRead(out var report).ShouldBeFalse($"there was a report: {report}");

    private static Task<bool> Throttle(ActorSystem system, ActorSystem other, ThrottleMode mode) =>
        TransportOf(system).ManagementCommand(new SetThrottle(AddressOf(other), ThrottleTransportAdapter.Direction.Both, mode));

    private static ActorSystem SystemOf(IActorRef actor) => ((LocalActorRef)actor).Cell.System;

    private sealed class ReportingActor : ReceiveActor
    {
        public ReportingActor(RemoteTest test) => ReceiveAny(test.Report);
    }

    private sealed class EchoActor : ReceiveActor
    {
        public EchoActor() => ReceiveAny(message => Sender.Tell(message, Self));
    }

    /// <summary>Reports that it watches once its first message came, then what terminates.</summary>
    private sealed class WatchingActor : ReceiveActor
    {
        public WatchingActor(RemoteTest test, IActorRef watchee)
        {
            Context.Watch(watchee);
            Receive<Terminated>(test.Report);
            ReceiveAny(message => Sender.Tell(message));
        }
    }
}
