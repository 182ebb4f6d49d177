using Akka.Event;

namespace Akka.Actor;

/// <summary>An actor as a state machine: a function for each state, from an event to where to go on.</summary>
public abstract class FSM<TState, TData> : FSMBase
{
    private readonly Dictionary<TState, StateFunction> _functions = [];
    private readonly Dictionary<TState, TimeSpan?> _timeouts = [];
    private readonly List<TransitionHandler> _onTransition = [];
    private readonly Dictionary<string, Timer> _timers = new(StringComparer.Ordinal);
    private readonly ILoggingAdapter _log = Logging.GetLogger(Context);
    private StateFunction _unhandled;
    private State<TState, TData> _current;
    private State<TState, TData> _next;
    private Timer _stateTimeout;

    protected FSM() => _unhandled = @event =>
    {
        _log.Warning("Unhandled event {0} in state {1}", @event.FsmEvent, StateName);
        return Stay();
    };

    public delegate State<TState, TData> StateFunction(Event<TData> fsmEvent);

    public delegate void TransitionHandler(TState initialState, TState nextState);

    public TState StateName => Current.StateName;

    public TData StateData => Current.StateData;

    /// <summary>In a transition handler: the data of the state that is gone to.</summary>
    public TData NextStateData => _next is null
        ? throw new InvalidOperationException("NextStateData is only available during OnTransition")
        : _next.StateData;

    private State<TState, TData> Current => _current ?? throw new InvalidOperationException("Call StartWith before.");

    /// <param name="stateName">The state.</param>
    /// <param name="func">Returns null for an event that it does not handle.</param>
    /// <param name="timeout">After how long without an event there is a <see cref="FSMBase.StateTimeout"/>.</param>
    public void When(TState stateName, StateFunction func, TimeSpan? timeout = null)
    {
        _functions[stateName] = _functions.TryGetValue(stateName, out var before) ? @event => before(@event) ?? func(@event) : func;
        if (timeout is not null || !_timeouts.ContainsKey(stateName))
            _timeouts[stateName] = timeout;
    }

    public void StartWith(TState stateName, TData stateData, TimeSpan? timeout = null) =>
        _current = new State<TState, TData>(stateName, stateData, timeout);

    public void WhenUnhandled(StateFunction stateFunction)
    {
        var before = _unhandled;
        _unhandled = @event => stateFunction(@event) ?? before(@event);
    }

    public void OnTransition(TransitionHandler transitionHandler) => _onTransition.Add(transitionHandler);

    /// <summary>Enters the first state.</summary>
    public void Initialize()
    {
        if (_current is not null)
            Enter(_current);
    }

    public State<TState, TData> GoTo(TState nextStateName) => new(nextStateName, Current.StateData);

    public State<TState, TData> GoTo(TState nextStateName, TData stateData) => new(nextStateName, stateData);

    public State<TState, TData> Stay() => new(Current.StateName, Current.StateData, notifies: false);

    public State<TState, TData> Stop() => Stop(Normal.Instance);

    public State<TState, TData> Stop(Reason reason) => Stop(reason, Current.StateData);

    public State<TState, TData> Stop(Reason reason, TData stateData) => new(Current.StateName, stateData, stopReason: reason, notifies: false);

    /// <summary>Sends the message to the machine after the time; a timer of the same name is replaced.</summary>
    public void SetTimer(string name, object msg, TimeSpan timeout, bool repeat = false)
    {
        CancelTimer(name);
        _timers[name] = new Timer(this, name, msg, timeout, repeat);
    }

    public void CancelTimer(string name)
    {
        if (_timers.Remove(name, out var timer))
            timer.Task.Cancel();
    }

    public bool IsTimerActive(string name) => _timers.ContainsKey(name);

    protected override bool Receive(object message)
    {
        if (message is Timer timer)
        {
            if (timer == _stateTimeout)
                Handle(StateTimeout.Instance);
            else if (_timers.TryGetValue(timer.Name, out var set) && set == timer)
                HandleTimer(timer);
            return true;
        }

        Handle(message);
        return true;
    }

    protected override void PostStop()
    {
        _stateTimeout?.Task.Cancel();
        foreach (var timer in _timers.Values)
            timer.Task.Cancel();
        _timers.Clear();
        base.PostStop();
    }

    private void HandleTimer(Timer timer)
    {
        if (!timer.Repeats)
            _timers.Remove(timer.Name);
        Handle(timer.Message);
    }

    private void Handle(object message)
    {
        _stateTimeout?.Task.Cancel();
        _stateTimeout = null;
        var @event = new Event<TData>(message, Current.StateData);
        var next = (_functions.TryGetValue(Current.StateName, out var function) ? function(@event) : null) ?? _unhandled(@event);
        foreach (var reply in next.Replies)
            Sender.Tell(reply);
        if (next.StopReason is not null)
        {
            _current = next;
            Context.Stop(Self);
            return;
        }

        if (!_functions.ContainsKey(next.StateName))
            throw new InvalidOperationException($"The state {next.StateName}, which {Current.StateName} goes on to, has no function: call When for it.");
        if (next.Notifies)
        {
            _next = next;
            foreach (var handler in _onTransition)
                handler(Current.StateName, next.StateName);
            _next = null;
        }

        Enter(next);
    }

    private void Enter(State<TState, TData> state)
    {
        _current = state;
        if ((state.Timeout ?? _timeouts.GetValueOrDefault(state.StateName)) is { } timeout)
            _stateTimeout = new Timer(this, "", StateTimeout.Instance, timeout, repeats: false);
    }

    private sealed class Timer : INoSerializationVerificationNeeded
    {
        public Timer(FSM<TState, TData> owner, string name, object message, TimeSpan time, bool repeats)
        {
            Name = name;
            Message = message;
            Repeats = repeats;
            var scheduler = Context.System.Scheduler;
            Task = repeats
                ? scheduler.ScheduleTellRepeatedlyCancelable(time, time, owner.Self, this, owner.Self)
                : scheduler.ScheduleTellOnceCancelable(time, owner.Self, this, owner.Self);
        }

        public string Name { get; }

        public object Message { get; }

        public bool Repeats { get; }

        public ICancelable Task { get; }
    }
}
