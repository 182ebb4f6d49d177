using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Streams.Implementation;

namespace Akka.Streams;

/// <summary>
/// Runs graphs in actors: children of a supervisor, which is a child of the context that the materializer was made with.
/// When that actor stops, its streams stop too, abruptly.
/// </summary>
public abstract class ActorMaterializer : IMaterializer, IMaterializerLoggingProvider, IDisposable
{
    protected ActorMaterializer()
    {
    }

    public abstract ActorMaterializerSettings Settings { get; }

    public abstract bool IsShutdown { get; }

    public abstract ActorSystem System { get; }

    public abstract ILoggingAdapter Logger { get; }

    public abstract IActorRef Supervisor { get; }

    /// <summary>The default values of the keys that are read below <c>akka.stream</c>.</summary>
    public static Config DefaultConfig() => ConfigurationFactory.FromResource("Akka.Streams.reference.conf", typeof(ActorMaterializer).Assembly);

    /// <param name="context">An actor system, or the context of an actor that owns the streams.</param>
    /// <param name="settings">By default those of the system's configuration.</param>
    /// <param name="namePrefix">How the names of the streams' actors begin; by default "Flow".</param>
    public static ActorMaterializer Create(IActorRefFactory context, ActorMaterializerSettings settings = null, string namePrefix = null) =>
        ActorMaterializerImpl.Create(context, settings, namePrefix);

    public abstract ActorMaterializerSettings EffectiveSettings(Attributes attributes);

    public abstract IMaterializer WithNamePrefix(string namePrefix);

    public abstract TMat Materialize<TMat>(IGraph<ClosedShape, TMat> runnable);

    public abstract TMat Materialize<TMat>(IGraph<ClosedShape, TMat> runnable, Attributes initialAttributes);

    public abstract ICancelable ScheduleOnce(TimeSpan delay, Action action);

    public abstract ICancelable ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action);

    public abstract ILoggingAdapter MakeLogger(object logSource);

    /// <summary>Stops the streams that run, abruptly, and refuses others.</summary>
    public abstract void Shutdown();

    public void Dispose() => Shutdown();
}

public static class ActorMaterializerExtensions
{
    /// <summary>A new materializer; see <see cref="ActorMaterializer.Create"/>.</summary>
    public static ActorMaterializer Materializer(this IActorRefFactory context, ActorMaterializerSettings settings = null, string namePrefix = null) =>
        ActorMaterializer.Create(context, settings, namePrefix);
}
