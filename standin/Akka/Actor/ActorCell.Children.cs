using Akka.Actor.Internal;

namespace Akka.Actor;

public partial class ActorCell
{
    private const string Base64 = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";

    private long _lastName = -1;

    internal ChildRestartStats[] AllChildren => _children.All;

    public virtual IActorRef ActorOf(Props props, string name = null) => AttachChild(props, false, name);

    public virtual IActorRef AttachChild(Props props, bool isSystemService, string name = null)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (name is null)
            name = NextName();
        else
            CheckName(name);

        _children.Reserve(name);
        IInternalActorRef child;
        try
        {
            var path = new ChildActorPath(_self.Path, name, NewUid());
            child = SystemImpl.Provider.ActorOf(SystemImpl, props, _self, path, isSystemService, deploy: null, lookupDeploy: true, async: false);
        }
        catch
        {
            _children.Unreserve(name);
            throw;
        }

        // A child made while the parent is suspended must not work before the parent goes on.
        for (var count = Mailbox?.SuspendCount ?? 0; count > 0; count--)
            child.Suspend();
        var attached = _children.Init(child) is not null;
        child.Start();
        if (!attached)
            child.Stop();
        return child;
    }

    public void ReserveChild(string name) => _children.Reserve(name);

    public ChildRestartStats InitChild(IInternalActorRef actor) => _children.Init(actor);

    public void Stop(IActorRef child)
    {
        _children.MarkDying(child);
        ((IInternalActorRef)child).Stop();
    }

    IActorRef IActorContext.Child(string name) =>
        _children.TryGet(name, out var stats) ? stats.Child : ActorRefs.Nobody;

    IEnumerable<IActorRef> IActorContext.GetChildren() => GetChildren();

    public IEnumerable<IInternalActorRef> GetChildren() => Array.ConvertAll(_children.All, stats => stats.Child);

    public IInternalActorRef GetChildByName(string name) => GetSingleChild(name);

    /// <param name="name">The child's name, with or without "#" and its uid.</param>
    public IInternalActorRef GetSingleChild(string name)
    {
        var (plain, uid) = ActorPath.SplitUid(name);
        return _children.TryGet(plain, out var stats) && (uid == UndefinedUid || uid == stats.Uid) ? stats.Child : ActorRefs.Nobody;
    }

    public bool TryGetChildStatsByName(string name, out IChildStats child)
    {
        var found = _children.TryGet(name, out var stats);
        child = stats;
        return found;
    }

    protected bool TryGetChildStatsByRef(IActorRef actor, out ChildRestartStats child) => _children.TryGet(actor, out child);

    internal static long NewUid()
    {
        while (true)
        {
            var uid = Random.Shared.NextInt64(int.MinValue, (long)int.MaxValue + 1);
            if (uid != UndefinedUid)
                return uid;
        }
    }

    internal static string TempName(long number)
    {
        Span<char> digits = stackalloc char[16];
        var length = 0;
        digits[length++] = '$';
        do
        {
            digits[length++] = Base64[(int)(number & 63)];
            number >>= 6;
        }
        while (number > 0);
        return digits[..length].ToString();
    }

    private static void CheckName(string name)
    {
        if (name.Length == 0)
            throw new InvalidActorNameException("Actor name must not be empty.");
        if (!ActorPath.IsValidPathElement(name))
        {
            throw new InvalidActorNameException(
                $"Illegal actor name [{name}]: it has to be of letters, digits and {ActorPath.ValidSymbols}, and not to start with $.");
        }
    }

    /// <summary>Looked up when it is read: most strategies do not, and a parent of many would copy them at each end.</summary>
    private IEnumerable<IInternalActorRef> RemainingChildren()
    {
        foreach (var stats in _children.All)
            yield return stats.Child;
    }

    private string NextName() => TempName(Interlocked.Increment(ref _lastName));

    private void HandleSupervise(IInternalActorRef child)
    {
        if (_children.TryGet(child, out _) || _children.IsTerminating || _children.Init(child) is null)
            return;
        for (var count = Mailbox.SuspendCount; count > 0; count--)
            child.Suspend();
    }

    private void HandleChildTerminated(IActorRef child)
    {
        var (reason, cause) = _children.Remove(child);
        if (_actor is not null)
        {
            try
            {
                Strategy.HandleChildTerminated(this, child, RemainingChildren());
            }
            catch (Exception exception)
            {
                PublishError(exception, $"Handling the end of child {child} failed: {exception.Message}");
                HandleInvokeFailure(exception);
            }
        }

        switch (reason)
        {
            case WaitReason.Creation:
                FinishCreate();
                break;
            case WaitReason.Recreation:
                FinishRecreate(cause);
                break;
            case WaitReason.Termination:
                FinishTerminate();
                break;
        }
    }
}
