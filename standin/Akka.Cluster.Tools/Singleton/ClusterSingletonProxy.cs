using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>Passes messages on to a singleton, wherever it runs; those that come while it is not found wait.</summary>
public sealed class ClusterSingletonProxy : ReceiveActor
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ClusterSingletonProxySettings _settings;
    private readonly string[] _path;
    private readonly MembersByAge _members;
    private readonly Queue<(object Message, IActorRef Sender)> _buffer = new();
    private ICancelable _identifying;
    private IActorRef _singleton;
    private UniqueAddress _host;

    public ClusterSingletonProxy(string singletonManagerPath, ClusterSingletonProxySettings settings)
    {
        _settings = settings;
        _path = [.. singletonManagerPath.Split('/', StringSplitOptions.RemoveEmptyEntries), settings.SingletonName];
        _members = new MembersByAge(settings.Role, settings.ConsiderAppVersion);

        Receive<ClusterEvent.CurrentClusterState>(state =>
        {
            _members.Set(state);
            Follow();
        });
        Receive<ClusterEvent.IMemberEvent>(change =>
        {
            _members.Change(change.Member);
            Follow();
        });
        Receive<Identification>(_ => Identify());
        Receive<ActorIdentity>(OnIdentity, identity => identity.MessageId is string id && id == IdentificationOf(_host));
        Receive<Terminated>(terminated =>
        {
            if (Equals(terminated.ActorRef, _singleton))
                Search();
        });
        ReceiveAny(Deliver);
    }

    public static Props Props(string singletonManagerPath, ClusterSingletonProxySettings settings) =>
        Actor.Props.Create(() => new ClusterSingletonProxy(singletonManagerPath, settings)).WithDeploy(Deploy.Local);

    public static Config DefaultConfig() => ClusterSingletonManager.DefaultConfig();

    protected override void PreStart()
    {
        base.PreStart();
        _cluster.Subscribe(Self, typeof(ClusterEvent.IMemberEvent));
    }

    protected override void PostStop()
    {
        _identifying?.Cancel();
        _cluster.Unsubscribe(Self);
        base.PostStop();
    }

    private static string IdentificationOf(UniqueAddress host) => $"singleton at {host}";

    private void Follow()
    {
        if (_members.Oldest?.UniqueAddress == _host)
            return;
        _host = _members.Oldest?.UniqueAddress;
        Search();
    }

    private void Search()
    {
        if (_singleton is not null)
            Context.Unwatch(_singleton);
        _singleton = null;
        _identifying?.Cancel();
        _identifying = null;
        if (_host is not null)
        {
            _identifying = Context.System.Scheduler.ScheduleTellRepeatedlyCancelable(
                TimeSpan.Zero, _settings.SingletonIdentificationInterval, Self, Identification.Instance, Self);
        }
    }

    private void Identify()
    {
        if (_host is not null && _singleton is null)
            Context.ActorSelection(new RootActorPath(_host.Address) / _path).Tell(new Identify(IdentificationOf(_host)), Self);
    }

    private void OnIdentity(ActorIdentity identity)
    {
        if (identity.Subject is null || _singleton is not null)
            return;
        _log.Info("Singleton identified at [{0}]", identity.Subject.Path);
        _singleton = Context.Watch(identity.Subject);
        _identifying?.Cancel();
        _identifying = null;
        while (_buffer.TryDequeue(out var waiting))
            _singleton.Tell(waiting.Message, waiting.Sender);
    }

    private void Deliver(object message)
    {
        if (_singleton is not null)
        {
            _singleton.Forward(message);
            return;
        }

        if (_settings.BufferSize > 0)
            _buffer.Enqueue((message, Sender));
        else
            Drop(message, Sender);
        if (_buffer.Count > _settings.BufferSize)
        {
            var (first, sender) = _buffer.Dequeue();
            Drop(first, sender);
        }
    }

    private void Drop(object message, IActorRef sender)
    {
        _log.Warning("The singleton [/{0}] was not found yet, and {1} messages wait for it already: a message of type [{2}] is dropped", string.Join('/', _path), _buffer.Count, message.GetType());
        Context.System.DeadLetters.Tell(new DeadLetter(message, sender, Self), sender);
    }

    private sealed class Identification : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Identification Instance = new();
    }
}
