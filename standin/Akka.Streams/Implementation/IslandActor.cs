using Akka.Actor;

namespace Akka.Streams.Implementation;

/// <summary>Runs an island, and the streams that its stages run within it. Stops when all of them have ended.</summary>
internal sealed class IslandActor : UntypedActor
{
    private readonly List<GraphInterpreter> _running = [];
    private readonly Queue<GraphInterpreter> _added = new();
    private readonly int _eventLimit;

    public IslandActor(GraphInterpreter interpreter, int eventLimit)
    {
        _eventLimit = eventLimit;
        _running.Add(interpreter);
        interpreter.Host = this;
    }

    /// <summary>Starts an island; a message from another island may do so as well.</summary>
    public sealed record Start(GraphInterpreter Interpreter) : IIslandMessage;

    private sealed record Resume(GraphInterpreter Interpreter) : IIslandMessage;

    /// <summary>Adds an island to this actor, called by a stage that runs here now.</summary>
    public void Add(GraphInterpreter interpreter)
    {
        interpreter.Self = Self;
        interpreter.Host = this;
        _running.Add(interpreter);
        _added.Enqueue(interpreter);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case AsyncInput input:
                StartOnce(input.Interpreter);
                input.Interpreter.RunAsyncInput(input);
                Advance(input.Interpreter);
                break;
            case Start start:
                StartOnce(start.Interpreter);
                Advance(start.Interpreter);
                break;
            case Resume resume:
                resume.Interpreter.ResumeIsSent = false;
                Advance(resume.Interpreter);
                break;
            default:
                Unhandled(message);
                return;
        }

        while (_added.TryDequeue(out var added))
        {
            StartOnce(added);
            Advance(added);
        }

        if (_running.Count == 0)
            Context.Stop(Self);
    }

    protected override void PostStop()
    {
        for (var i = 0; i < _running.Count; i++)
        {
            var interpreter = _running[i];
            interpreter.Self ??= Self;
            StartOnce(interpreter);
            interpreter.Abort(new AbruptTerminationException(Self));
        }
    }

    private static void StartOnce(GraphInterpreter interpreter)
    {
        if (!interpreter.IsStarted)
            interpreter.Start();
    }

    private void Advance(GraphInterpreter interpreter)
    {
        interpreter.Execute(_eventLimit);
        if (interpreter.IsCompleted)
        {
            _running.Remove(interpreter);
        }
        else if (interpreter.HasEvents && !interpreter.ResumeIsSent)
        {
            interpreter.ResumeIsSent = true;
            Self.Tell(new Resume(interpreter));
        }
    }
}
