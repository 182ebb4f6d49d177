using Akka.Configuration;

namespace Akka.Actor;

public class Deploy : IEquatable<Deploy>
{
    public const int NoStashSize = -1;

    public static readonly string NoDispatcherGiven = string.Empty;
    public static readonly string NoMailboxGiven = string.Empty;
    public static readonly Scope NoScopeGiven = new NoScope();
    public static readonly Deploy Local = new(Scope.Local);
    public static readonly Deploy None = null;

    public Deploy()
        : this("", NoScopeGiven)
    {
    }

    public Deploy(Scope scope)
        : this("", scope ?? NoScopeGiven)
    {
    }

    public Deploy(string path, Scope scope)
    {
        Path = path;
        Scope = scope;
    }

    private Deploy(Deploy copy)
    {
        Path = copy.Path;
        Config = copy.Config;
        Scope = copy.Scope;
        Dispatcher = copy.Dispatcher;
        Mailbox = copy.Mailbox;
        StashCapacity = copy.StashCapacity;
    }

    public string Path { get; private init; } = "";

    public Config Config { get; private init; } = ConfigurationFactory.Empty;

    public string Mailbox { get; private init; } = NoMailboxGiven;

    public string Dispatcher { get; private init; } = NoDispatcherGiven;

    public Scope Scope { get; private init; }

    public int StashCapacity { get; private init; } = NoStashSize;

    public virtual Deploy WithFallback(Deploy other) => new(this)
    {
        Config = ReferenceEquals(Config, other.Config) ? Config : Config.WithFallback(other.Config),
        Scope = Scope.WithFallback(other.Scope),
        Dispatcher = Dispatcher == NoDispatcherGiven ? other.Dispatcher : Dispatcher,
        Mailbox = Mailbox == NoMailboxGiven ? other.Mailbox : Mailbox,
        StashCapacity = StashCapacity == NoStashSize ? other.StashCapacity : StashCapacity,
    };

    public virtual Deploy WithScope(Scope scope) => new(this) { Scope = scope };

    public virtual Deploy WithMailbox(string mailbox) => new(this) { Mailbox = mailbox };

    public virtual Deploy WithDispatcher(string dispatcher) => new(this) { Dispatcher = dispatcher };

    public virtual Deploy WithStashCapacity(int stashSize) => new(this) { StashCapacity = stashSize };

    public bool Equals(Deploy other) =>
        other is not null
        && Path == other.Path
        && Dispatcher == other.Dispatcher
        && Mailbox == other.Mailbox
        && StashCapacity == other.StashCapacity
        && Equals(Scope, other.Scope);

    internal static Deploy FromConfig(string path, Config config) => new(path, NoScopeGiven)
    {
        Config = config,
        Dispatcher = config.GetString("dispatcher", NoDispatcherGiven),
        Mailbox = config.GetString("mailbox", NoMailboxGiven),
        StashCapacity = config.GetInt("stash-capacity", NoStashSize),
    };

    private sealed class NoScope : Scope
    {
        public override Scope WithFallback(Scope other) => other;

        public override Scope Copy() => this;
    }
}

/// <summary>Where an actor is deployed.</summary>
public abstract class Scope : IEquatable<Scope>
{
    public static readonly LocalScope Local = LocalScope.Instance;

    public abstract Scope WithFallback(Scope other);

    public abstract Scope Copy();

    public virtual bool Equals(Scope other) => ReferenceEquals(this, other);
}

public class LocalScope : Scope
{
    private LocalScope()
    {
    }

    public static LocalScope Instance { get; } = new();

    public override Scope WithFallback(Scope other) => this;

    public override Scope Copy() => this;
}
