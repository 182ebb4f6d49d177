using Akka.Actor;
using Akka.Event;
using Akka.Streams.Stage;

namespace Akka.Streams.Implementation;

/// <summary>
/// Runs the stages of one island: takes signals from a queue and gives each to the handler of the port it is for, until
/// none is left or the limit of events is reached. A stage's first push and first pull of a step are not queued but
/// followed at once, so that an element travels through a chain of stages without the queue.
/// Used by one thread at a time, that of the island's actor.
/// </summary>
internal sealed class GraphInterpreter
{
    /// <summary>How many signals are followed in a row before the queue gets its turn.</summary>
    private const int FollowLimit = 16;

    private const int AbortEventLimit = 1000;

    [ThreadStatic]
    private static GraphInterpreter? _current;

    private readonly GraphStageLogic[] _logics;
    private readonly Connection[] _queue;
    private int _head;
    private int _count;
    private int _runningStages;
    private int _follows;
    private Connection? _nextPush;
    private Connection? _nextPull;
    private GraphStageLogic? _active;

    public GraphInterpreter(GraphStageLogic[] logics, int connectionCount, ActorMaterializerImpl materializer, ILoggingAdapter log)
    {
        _logics = logics;
        _queue = new Connection[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(connectionCount, 1))];
        _runningStages = logics.Length;
        Materializer = materializer;
        Log = log;
    }

    public ActorMaterializerImpl Materializer { get; }

    public ILoggingAdapter Log { get; }

    /// <summary>The actor that runs this; set before it starts.</summary>
    public IActorRef Self { get; set; } = null!;

    /// <summary>That actor itself while it handles a message: where streams within this stream can run.</summary>
    public IslandActor? Host { get; set; }

    /// <summary>Whether a message that continues this is on its way.</summary>
    public bool ResumeIsSent { get; set; }

    public bool IsStarted { get; private set; }

    public bool IsCompleted => _runningStages == 0;

    public bool HasEvents => _count > 0;

    public IReadOnlyList<GraphStageLogic> Logics => _logics;

    /// <summary>The logic whose handler runs on this thread now.</summary>
    public static GraphStageLogic ActiveLogic =>
        _current?._active ?? throw new InvalidOperationException("A handler of a stage was called from outside of its stream.");

    public static GraphInterpreter? Current => _current;

    /// <summary>Starts every stage; the first to fail does not keep the others from starting.</summary>
    public void Start()
    {
        IsStarted = true;
        var outer = _current;
        _current = this;
        try
        {
            foreach (var logic in _logics)
                logic.Attach(this);
            foreach (var logic in _logics)
            {
                _active = logic;
                try
                {
                    logic.Start();
                }
                catch (Exception e)
                {
                    FailActive(e);
                }

                Settle(logic);
            }
        }
        finally
        {
            _active = null;
            _current = outer;
        }
    }

    /// <summary>Handles queued signals, at most <paramref name="eventLimit"/>.</summary>
    public void Execute(int eventLimit)
    {
        var outer = _current;
        _current = this;
        try
        {
            while (_count > 0 && eventLimit > 0)
            {
                eventLimit--;
                _follows = FollowLimit;
                Deliver(Dequeue());
                while (true)
                {
                    if (_nextPush is { } push)
                    {
                        _nextPush = null;
                        Deliver(push);
                        eventLimit--;
                    }
                    else if (_nextPull is { } pull)
                    {
                        _nextPull = null;
                        Deliver(pull);
                        eventLimit--;
                    }
                    else
                    {
                        break;
                    }
                }
            }
        }
        finally
        {
            _active = null;
            _current = outer;
        }
    }

    /// <summary>Runs what came in from outside on behalf of a stage, unless the stage has ended.</summary>
    public void RunAsyncInput(AsyncInput input)
    {
        var logic = input.Logic;
        if (logic.IsFinished)
            return;
        var outer = _current;
        _current = this;
        _active = logic;
        _follows = 0;
        try
        {
            input.Invoke();
        }
        catch (Exception e)
        {
            FailActive(e);
        }
        finally
        {
            Settle(logic);
            _active = null;
            _current = outer;
        }
    }

    /// <summary>
    /// The actor stops: what comes from other islands fails, and is given a moment to get through; then every stage that has
    /// not ended ends without a signal, only its PostStop is called.
    /// </summary>
    public void Abort(Exception cause)
    {
        if (IsCompleted)
            return;
        foreach (var logic in _logics)
        {
            if (logic is BoundaryConsumer consumer)
                RunAsyncInput(new AsyncInput<Exception>(this, consumer, cause, consumer.OnAbort));
        }

        Execute(AbortEventLimit);
        Finish();
    }

    private void Finish()
    {
        var outer = _current;
        _current = this;
        try
        {
            foreach (var logic in _logics)
            {
                _active = logic;
                if (!logic.IsFinished)
                    Finalize(logic);
            }
        }
        finally
        {
            _active = null;
            _current = outer;
        }
    }

    public void OnPull(Connection connection)
    {
        if (_nextPull is null && _follows > 0)
        {
            _follows--;
            connection.State |= Connection.Queued;
            _nextPull = connection;
        }
        else
        {
            Enqueue(connection);
        }
    }

    public void OnPush(Connection connection)
    {
        if (_nextPush is null && _follows > 0)
        {
            _follows--;
            connection.State |= Connection.Queued;
            _nextPush = connection;
        }
        else
        {
            Enqueue(connection);
        }
    }

    /// <summary>The outlet pushes no more. An element that is still on its way is delivered first.</summary>
    public void Complete(Connection connection, Exception? failure)
    {
        var state = connection.State;
        if ((state & Connection.OutClosed) != 0)
            return;
        connection.State = state | Connection.OutClosed;
        if (failure is not null && (state & Connection.InClosed) == 0)
        {
            connection.State |= Connection.Failed;
            connection.Cause = failure;
        }

        connection.OutOwner.OpenPorts--;
        if ((state & Connection.InClosed) == 0)
            Enqueue(connection);
    }

    /// <summary>The inlet takes no more. An element that is still on its way is dropped.</summary>
    public void Cancel(Connection connection, Exception cause)
    {
        var state = connection.State;
        if ((state & Connection.InClosed) != 0)
            return;
        connection.State = (state | Connection.InClosed) & ~Connection.Filled;
        connection.Clear();
        connection.InOwner.OpenPorts--;
        if ((state & Connection.OutClosed) == 0)
        {
            connection.Cause = cause;
            Enqueue(connection);
        }
    }

    private void Enqueue(Connection connection)
    {
        if ((connection.State & Connection.Queued) != 0)
            return;
        connection.State |= Connection.Queued;
        _queue[(_head + _count) & (_queue.Length - 1)] = connection;
        _count++;
    }

    private Connection Dequeue()
    {
        var connection = _queue[_head];
        _head = (_head + 1) & (_queue.Length - 1);
        _count--;
        return connection;
    }

    private void Deliver(Connection connection)
    {
        var state = connection.State &= ~Connection.Queued;
        GraphStageLogic logic;
        try
        {
            switch (state & (Connection.Pulling | Connection.Pushing | Connection.InClosed | Connection.OutClosed))
            {
                case Connection.Pushing:
                    _active = logic = connection.InOwner;
                    connection.State = state ^ (Connection.Pushing | Connection.Idle);
                    connection.InHandler.OnPush();
                    break;
                case Connection.Pulling:
                    _active = logic = connection.OutOwner;
                    connection.State = state ^ (Connection.Pulling | Connection.Demanded);
                    connection.OutHandler.OnPull();
                    break;
                case Connection.Pushing | Connection.OutClosed:
                    _active = logic = connection.InOwner;
                    connection.State = state ^ (Connection.Pushing | Connection.Idle);
                    try
                    {
                        connection.InHandler.OnPush();
                    }
                    finally
                    {
                        Enqueue(connection); // the completion, now that the element has arrived
                    }

                    break;
                case Connection.OutClosed:
                case Connection.OutClosed | Connection.Pulling:
                    _active = logic = connection.InOwner;
                    connection.State |= Connection.InClosed;
                    logic.OpenPorts--;
                    if ((state & Connection.Failed) != 0)
                        connection.InHandler.OnUpstreamFailure(connection.Cause!);
                    else
                        connection.InHandler.OnUpstreamFinish();
                    break;
                case Connection.InClosed:
                case Connection.InClosed | Connection.Pulling:
                case Connection.InClosed | Connection.Pushing:
                    _active = logic = connection.OutOwner;
                    connection.State |= Connection.OutClosed;
                    logic.OpenPorts--;
                    connection.OutHandler.OnDownstreamFinish(connection.Cause!);
                    break;
                default:
                    return;
            }
        }
        catch (Exception e)
        {
            logic = _active!;
            FailActive(e);
        }

        if (logic.OpenPorts == 0)
            Settle(logic);
    }

    private void FailActive(Exception e)
    {
        var logic = _active!;
        Log.Error(e, "Error in stage [{0}]: {1}", logic, e.Message);
        logic.FailStage(e);
    }

    private void Settle(GraphStageLogic logic)
    {
        if (logic.OpenPorts == 0 && !logic.KeepsGoing && !logic.IsFinished)
            Finalize(logic);
    }

    private void Finalize(GraphStageLogic logic)
    {
        logic.IsFinished = true;
        _runningStages--;
        try
        {
            logic.Stop();
        }
        catch (Exception e)
        {
            Log.Error(e, "Error during PostStop in [{0}]", logic);
        }
    }
}
