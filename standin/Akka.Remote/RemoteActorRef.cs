using System.Text;
using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.Remote;

/// <summary>An actor of another node.</summary>
public class RemoteActorRef : InternalActorRefBase, IRemoteRef
{
    private readonly RemoteTransport _remote;
    private byte[] _pathBytes;
    private string _pathText;

    public RemoteActorRef(RemoteTransport remote, Address localAddressToUse, ActorPath path, IInternalActorRef parent, Props props, Deploy deploy)
    {
        _remote = remote;
        LocalAddressToUse = localAddressToUse;
        Path = path;
        Parent = parent;
    }

    public Address LocalAddressToUse { get; }

    public override ActorPath Path { get; }

    public override IInternalActorRef Parent { get; }

    public override IActorRefProvider Provider => _remote.Provider;

    public override bool IsLocal => false;

    public override bool IsTerminated => false;

    /// <summary>Where its messages go; looked up once.</summary>
    internal Association Association { get; set; }

    internal byte[] PathBytes => _pathBytes ??= Encoding.UTF8.GetBytes(PathText);

    private string PathText => _pathText ??= Path.ToSerializationFormat();

    public override IActorRef GetChild(IReadOnlyList<string> name)
    {
        var (path, isParent) = (Path, false);
        foreach (var element in name)
        {
            if (element == "..")
                (path, isParent) = (path.Parent, true);
            else if (element.Length > 0)
                (path, isParent) = (path / element, false);
        }

        return ReferenceEquals(path, Path) && !isParent
            ? this
            : new RemoteActorRef(_remote, LocalAddressToUse, path, ActorRefs.Nobody, Props.None, Deploy.None);
    }

    public override void Start()
    {
    }

    public override void Suspend() => SendSystemMessage(new Suspend());

    public override void Resume(Exception causedByFailure = null) => SendSystemMessage(new Resume(causedByFailure));

    public override void Restart(Exception cause) => SendSystemMessage(new Recreate(cause));

    public override void Stop() => SendSystemMessage(new Terminate());

    /// <summary>Whether the node's remote watcher watches on behalf of a watcher: it does so for all but itself.</summary>
    public bool IsWatchIntercepted(IActorRef watchee, IActorRef watcher)
    {
        var remoteWatcher = _remote.Provider.RemoteWatcher;
        return remoteWatcher is not null && !watcher.Equals(remoteWatcher) && watchee.Equals(this);
    }

    public override void SendSystemMessage(ISystemMessage message)
    {
        switch (message)
        {
            case Watch watch when IsWatchIntercepted(watch.Watchee, watch.Watcher):
                _remote.Provider.RemoteWatcher.Tell(new RemoteWatcher.WatchRemote(watch.Watchee, watch.Watcher), ActorRefs.NoSender);
                break;
            case Unwatch unwatch when IsWatchIntercepted(unwatch.Watchee, unwatch.Watcher):
                _remote.Provider.RemoteWatcher.Tell(new RemoteWatcher.UnwatchRemote(unwatch.Watchee, unwatch.Watcher), ActorRefs.NoSender);
                break;
            default:
                _remote.Send(message, ActorRefs.NoSender, this);
                break;
        }
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is null)
            throw new InvalidMessageException($"Message is null: {this} was told nothing.");
        _remote.Send(message, sender, this);
    }
}
