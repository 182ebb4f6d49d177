namespace Akka.Actor;

/// <summary>The actors at a path, which may have names, "..", and patterns with * and ?; looked up anew for each message.</summary>
public class ActorSelection : ICanTell
{
    public ActorSelection()
    {
    }

    public ActorSelection(IActorRef anchor, SelectionPathElement[] path)
    {
        Anchor = anchor;
        Path = path;
    }

    public ActorSelection(IActorRef anchor, string path)
        : this(anchor, string.IsNullOrEmpty(path) ? [] : path.Split('/'))
    {
    }

    public ActorSelection(IActorRef anchor, IEnumerable<string> elements)
    {
        Anchor = anchor;
        Path = elements.Where(element => element.Length > 0).Select(Parse).ToArray();
    }

    public IActorRef Anchor { get; }

    public SelectionPathElement[] Path { get; }

    public string PathString => string.Join<SelectionPathElement>('/', Path);

    public void Tell(object message, IActorRef sender = null) =>
        DeliverSelection((IInternalActorRef)Anchor, sender ?? ActorCell.GetCurrentSelfOrNoSender(), new ActorSelectionMessage(message, Path));

    public Task<IActorRef> ResolveOne(TimeSpan timeout) => ResolveOne(timeout, CancellationToken.None);

    /// <exception cref="ActorNotFoundException">No such actor answered within the timeout.</exception>
    public async Task<IActorRef> ResolveOne(TimeSpan timeout, CancellationToken ct)
    {
        ActorIdentity identity;
        try
        {
            identity = await this.Ask<ActorIdentity>(new Identify(null), timeout, ct).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is AskTimeoutException or OperationCanceledException)
        {
            throw new ActorNotFoundException($"No actor answered at {this} within {timeout}.", exception);
        }

        return identity.Subject ?? throw new ActorNotFoundException($"There is no actor at {this}.");
    }

    public override bool Equals(object obj) => obj is ActorSelection other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Anchor, Path.Length);

    public override string ToString() =>
        $"ActorSelection[Anchor({Anchor}), Path(/{PathString})]";

    protected bool Equals(ActorSelection other) => Equals(Anchor, other.Anchor) && Path.SequenceEqual(other.Path);

    internal static void DeliverSelection(IInternalActorRef anchor, IActorRef sender, ActorSelectionMessage selection)
    {
        var current = anchor;
        for (var i = 0; i < selection.Elements.Length; i++)
        {
            if (current is not ActorRefWithCell withCell)
            {
                // What knows its own children, such as a reference to another node, goes on by itself.
                current.Tell(selection.Copy(elements: selection.Elements[i..]), sender);
                return;
            }

            switch (selection.Elements[i])
            {
                case SelectParent:
                    current = current.Parent is null or Nobody ? current : current.Parent;
                    break;
                case SelectChildName child:
                    current = withCell.GetSingleChild(child.Name);
                    if (current is Nobody)
                    {
                        if (!selection.WildCardFanOut)
                            TellNobody(withCell, sender, selection, i);
                        return;
                    }

                    break;
                case SelectChildPattern pattern:
                    TellMatching(withCell, sender, selection, i, pattern);
                    return;
            }
        }

        if (current is ActorRefWithCell)
            current.Tell(selection.Message, sender);
        else if (selection.Elements.Length == 0)
            current.Tell(selection, sender);
        else
            current.Tell(selection.Message, sender);
    }

    private static void TellMatching(ActorRefWithCell parent, IActorRef sender, ActorSelectionMessage selection, int index, SelectChildPattern pattern)
    {
        var matching = parent.Children.Where(child => pattern.Matches(child.Path.Name)).ToArray();
        var rest = selection.Elements[(index + 1)..];
        if (matching.Length == 0 && !selection.WildCardFanOut)
        {
            TellNobody(parent, sender, selection, index);
            return;
        }

        foreach (var child in matching)
            DeliverSelection((IInternalActorRef)child, sender, new ActorSelectionMessage(selection.Message, rest, selection.WildCardFanOut || matching.Length > 1));
    }

    private static void TellNobody(ActorRefWithCell parent, IActorRef sender, ActorSelectionMessage selection, int index)
    {
        var path = parent.Path / selection.Elements[index..].Select(element => element.ToString());
        var system = ((LocalActorRef)parent).Cell.SystemImpl;
        new EmptyLocalActorRef(system.Provider, path, system.EventStream).Tell(selection.Copy(elements: selection.Elements[index..]), sender);
    }

    private static SelectionPathElement Parse(string element) => element switch
    {
        ".." => SelectParent.Instance,
        _ when element.Contains('*') || element.Contains('?') => new SelectChildPattern(element),
        _ => new SelectChildName(element),
    };
}

public static class ActorRefFactoryShared
{
    public static ActorSelection ActorSelection(ActorPath actorPath, ActorSystem system)
    {
        var provider = ((ExtendedActorSystem)system).Provider;
        return new ActorSelection(provider.RootGuardianAt(actorPath.Address), actorPath.Elements);
    }

    /// <param name="path">A whole path with address, one from the root ("/user/a"), or one from <paramref name="lookupRoot"/>.</param>
    public static ActorSelection ActorSelection(string path, ActorSystem system, IActorRef lookupRoot)
    {
        var provider = ((ExtendedActorSystem)system).Provider;
        if (path.Contains("://", StringComparison.Ordinal))
        {
            return ActorPath.TryParse(path, out var whole)
                ? ActorSelection(whole, system)
                : new ActorSelection(provider.DeadLetters, "");
        }

        return path.StartsWith('/')
            ? new ActorSelection(provider.RootGuardian, path[1..])
            : new ActorSelection(lookupRoot, path);
    }

    public static ActorSelection ActorSelection(IActorRef anchorActorRef, string path) => new(anchorActorRef, path);
}
