using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Weir.Actors.Persistence;
using Weir.Actors.Wire;

namespace Weir.Actors.Nodes;

/// <summary>
/// Sees to it that the nodes of a cluster belong together: the same Weir, the same messages, the same journal. Of two that
/// do not, the younger leaves.
/// </summary>
/// <remarks>They say hello as plain text, which every version can read.</remarks>
internal sealed class NodeHelloActor : ReceiveActor, IWithTimers
{
    private const string Hello = "weir-node-hello";
    private static readonly TimeSpan JournalTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Action _leave;
    private readonly Dictionary<UniqueAddress, Member> _unanswered = [];
    private string? _own;
    private bool _isLeaving;

    /// <param name="leave">Has this node leave its cluster and end.</param>
    public NodeHelloActor(Action leave)
    {
        _leave = leave;
        Receive<ClusterEvent.MemberUp>(up => Meet(up.Member));
        Receive<ClusterEvent.MemberRemoved>(removed => _unanswered.Remove(removed.Member.UniqueAddress));
        Receive<ClusterEvent.IMemberEvent>(_ => { });
        Receive<JournalRead>(read =>
        {
            _own = string.Create(CultureInfo.InvariantCulture, $"{AkkaRuntime.WeirVersion}\n{WireTypes.Version}\n{read.Identity}");
            SayHello();
        });
        Receive<Status.Failure>(failed => LeaveFor($"its journal cannot be read: {failed.Cause.Message}"));
        Receive<string>(text => text.StartsWith(Hello + "\n", StringComparison.Ordinal), text => Compare(text[(Hello.Length + 1)..], Sender.Path.Address));
        Receive<SayAgain>(_ => SayHello());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Action leave) => Akka.Actor.Props.Create(() => new NodeHelloActor(leave));

    protected override void PreStart()
    {
        JournalIdentity.ReadAsync(Context.System, JournalTimeout, CancellationToken.None).PipeTo(Self, success: identity => new JournalRead(identity));
        _cluster.Subscribe(Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));
        Timers.StartPeriodicTimer(nameof(Again), SayAgain.Instance, Again);
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void Meet(Member member)
    {
        if (member.UniqueAddress != _cluster.SelfUniqueAddress)
        {
            _unanswered[member.UniqueAddress] = member;
            SayHello();
        }
    }

    /// <summary>To all who have not said it themselves: one that is not listening yet hears it the next time.</summary>
    private void SayHello()
    {
        if (_own is not { } own)
        {
            return;
        }

        foreach (Member member in _unanswered.Values)
        {
            Context.ActorSelection(new RootActorPath(member.Address) / Self.Path.Elements.ToArray()).Tell($"{Hello}\n{own}");
        }
    }

    private void Compare(string theirs, Address from)
    {
        if (_own is not { } own || _isLeaving)
        {
            return;
        }

        Member? other = _unanswered.Values.FirstOrDefault(member => member.Address == from);
        if (other is null)
        {
            return;
        }

        // Once more, for it may not have heard of this node when it was said first.
        Sender.Tell($"{Hello}\n{own}");
        _unanswered.Remove(other.UniqueAddress);
        if (Difference(own.Split('\n'), theirs.Split('\n')) is { } difference && !_cluster.SelfMember.IsOlderThan(other))
        {
            LeaveFor($"it does not fit the cluster's node {other.Address}: {difference}");
        }
    }

    private void LeaveFor(string reason)
    {
        if (!_isLeaving)
        {
            _isLeaving = true;
            _log.Error("This node leaves the cluster, for {0}", reason);
            _leave();
        }
    }

    private static string? Difference(string[] own, string[] theirs) =>
        theirs.Length < 3 || own[0] != theirs[0] ? $"it runs Weir {own[0]}, the other one Weir {theirs[0]}. Run the same version on all nodes."
        : own[1] != theirs[1] ? $"its messages have version {own[1]}, those of the other one {theirs[1]}. Run the same version on all nodes."
        : own[2] != theirs[2] ? $"its journal is '{own[2]}', that of the other one '{theirs[2]}'. Set akka.persistence.journal to the same on all nodes, with folders that they share."
        : null;

    private sealed record JournalRead(string Identity) : INoSerializationVerificationNeeded;

    private sealed record SayAgain : INoSerializationVerificationNeeded
    {
        public static readonly SayAgain Instance = new();
    }
}
