using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.TestKit;

/// <summary>An actor with expectations of its own; it can be sent to as if it were the reference of its actor.</summary>
public class TestProbe : TestKitBase, INoImplicitSender, IInternalActorRef
{
    /// <summary>In a system.</summary>
    public TestProbe(ActorSystem system, ITestKitAssertions assertions, string testProbeName = null)
        : base(assertions, system, testProbeName)
    {
    }

    /// <summary>The sender of the last message that was taken.</summary>
    public IActorRef Sender => LastSender;

    /// <summary>The reference of its actor.</summary>
    public IActorRef Ref => TestActor;

    ActorPath IActorRef.Path => TestActor.Path;

    bool IActorRefScope.IsLocal => ((IInternalActorRef)TestActor).IsLocal;

    IInternalActorRef IInternalActorRef.Parent => ((IInternalActorRef)TestActor).Parent;

    IActorRefProvider IInternalActorRef.Provider => ((IInternalActorRef)TestActor).Provider;

    bool IInternalActorRef.IsTerminated => ((IInternalActorRef)TestActor).IsTerminated;

    /// <summary>Sends a message from this probe.</summary>
    public void Send(IActorRef actor, object message) => actor.Tell(message, TestActor);

    /// <summary>Sends the last message on, from who sent it.</summary>
    public void Forward(IActorRef actor) => actor.Tell(LastMessage, Sender);

    /// <summary>Sends a message from who sent the last one.</summary>
    public void Forward(IActorRef actor, object message) => actor.Tell(message, Sender);

    /// <summary>Sends a message from this probe to who sent the last one.</summary>
    public void Reply(object message) => Sender.Tell(message, TestActor);

    /// <summary>A probe cannot make probes: the test kit does.</summary>
    public override TestProbe CreateTestProbe(string name = null) =>
        throw new NotSupportedException("A TestProbe cannot create a TestProbe; use that of the test kit.");

    /// <inheritdoc/>
    public override bool Equals(object obj) => TestActor.Equals(obj is TestProbe probe ? probe.TestActor : obj);

    /// <inheritdoc/>
    public override int GetHashCode() => TestActor.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => TestActor.ToString();

    /// <summary>By path.</summary>
    public int CompareTo(object obj) => TestActor.CompareTo(obj);

    int IComparable<IActorRef>.CompareTo(IActorRef other) => TestActor.CompareTo(other);

    bool IEquatable<IActorRef>.Equals(IActorRef other) => Equals(other);

    void ICanTell.Tell(object message, IActorRef sender) => TestActor.Tell(message, sender);

    IActorRef IInternalActorRef.GetChild(IReadOnlyList<string> name) => ((IInternalActorRef)TestActor).GetChild(name);

    void IInternalActorRef.Resume(Exception causedByFailure) => ((IInternalActorRef)TestActor).Resume(causedByFailure);

    void IInternalActorRef.Start() => ((IInternalActorRef)TestActor).Start();

    void IInternalActorRef.Stop() => ((IInternalActorRef)TestActor).Stop();

    void IInternalActorRef.Restart(Exception cause) => ((IInternalActorRef)TestActor).Restart(cause);

    void IInternalActorRef.Suspend() => ((IInternalActorRef)TestActor).Suspend();

    /// <summary>Sends a message of the actors' own machinery.</summary>
    public void SendSystemMessage(ISystemMessage message, IActorRef sender) =>
        ((IInternalActorRef)TestActor).SendSystemMessage(message, sender);

    /// <summary>Sends a message of the actors' own machinery.</summary>
    public void SendSystemMessage(ISystemMessage message) => ((IInternalActorRef)TestActor).SendSystemMessage(message);
}
