using Akka.Actor;
using Akka.Event;
using Akka.Streams.Stage;

namespace Akka.Streams.Implementation;

/// <summary>A message to the actor of an island.</summary>
internal interface IIslandMessage : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
}

/// <summary>Something for one stage, handled as a signal of its own.</summary>
internal abstract class AsyncInput(GraphInterpreter interpreter, GraphStageLogic logic) : IIslandMessage
{
    public GraphInterpreter Interpreter => interpreter;

    public GraphStageLogic Logic => logic;

    public abstract void Invoke();
}

internal sealed class AsyncInput<T>(GraphInterpreter interpreter, GraphStageLogic logic, T element, Action<T> handler)
    : AsyncInput(interpreter, logic)
{
    public override void Invoke() => handler(element);
}

internal sealed class AsyncSignal(GraphInterpreter interpreter, GraphStageLogic logic, Action handler) : AsyncInput(interpreter, logic)
{
    public override void Invoke() => handler();
}
