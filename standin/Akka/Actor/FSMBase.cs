namespace Akka.Actor;

/// <summary>What is common to all state machines: events, states and why a machine stops.</summary>
public abstract class FSMBase : ActorBase
{
    protected FSMBase()
    {
    }

    public abstract class Reason
    {
        protected Reason()
        {
        }
    }

    public sealed class Normal : Reason
    {
        internal Normal()
        {
        }

        public static Normal Instance { get; } = new();
    }

    public sealed class Shutdown : Reason
    {
        internal Shutdown()
        {
        }

        public static Shutdown Instance { get; } = new();
    }

    public sealed class Failure : Reason
    {
        public Failure(object cause) => Cause = cause;

        public object Cause { get; }

        public override string ToString() => $"Failure({Cause})";
    }

    /// <summary>The event of a state that lasted as long as it may.</summary>
    public sealed class StateTimeout
    {
        internal StateTimeout()
        {
        }

        public static StateTimeout Instance { get; } = new();
    }

    public readonly struct Event<TD> : INoSerializationVerificationNeeded
    {
        public Event(object fsmEvent, TD stateData)
        {
            FsmEvent = fsmEvent;
            StateData = stateData;
        }

        public object FsmEvent { get; }

        public TD StateData { get; }

        public override string ToString() => $"Event: <{FsmEvent}>, StateData: <{StateData}>";
    }

    /// <summary>Where a machine goes on to.</summary>
    public sealed class State<TS, TD> : IEquatable<State<TS, TD>>
    {
        public State(TS stateName, TD stateData, TimeSpan? timeout = null, Reason stopReason = null, IReadOnlyList<object> replies = null, bool notifies = true)
        {
            StateName = stateName;
            StateData = stateData;
            Timeout = timeout;
            StopReason = stopReason;
            Replies = replies ?? [];
            Notifies = notifies;
        }

        public TS StateName { get; }

        public TD StateData { get; }

        public TimeSpan? Timeout { get; }

        public Reason StopReason { get; }

        public IReadOnlyList<object> Replies { get; }

        /// <summary>Whether the transition handlers are told.</summary>
        internal bool Notifies { get; }

        public State<TS, TD> ForMax(TimeSpan timeout) => new(StateName, StateData, timeout, StopReason, Replies, Notifies);

        public State<TS, TD> Replying(object replyValue) => new(StateName, StateData, Timeout, StopReason, [.. Replies, replyValue], Notifies);

        public State<TS, TD> Using(TD nextStateData) => new(StateName, nextStateData, Timeout, StopReason, Replies, Notifies);

        public bool Equals(State<TS, TD> other) =>
            other is not null
            && EqualityComparer<TS>.Default.Equals(StateName, other.StateName)
            && EqualityComparer<TD>.Default.Equals(StateData, other.StateData)
            && Timeout == other.Timeout
            && Equals(StopReason, other.StopReason)
            && Replies.SequenceEqual(other.Replies);

        public override bool Equals(object obj) => obj is State<TS, TD> other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(StateName, StateData, Timeout, StopReason);

        public override string ToString() => $"{StateName}, {StateData}";
    }
}
