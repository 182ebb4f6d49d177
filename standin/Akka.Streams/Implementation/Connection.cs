using Akka.Streams.Stage;

namespace Akka.Streams.Implementation;

/// <summary>
/// One wire between an outlet and an inlet of a fused graph, and the element on it.
/// It is in exactly one of four phases, which follow each other in a circle: <see cref="Idle"/> (nothing asked for; the
/// inlet may pull, or grab what has arrived), <see cref="Pulling"/> (a pull waits for delivery), <see cref="Demanded"/>
/// (the outlet may push), <see cref="Pushing"/> (a push waits for delivery). Each end may be closed besides. An end that is
/// closed by the other side counts as closed when that has been delivered.
/// </summary>
internal class Connection
{
    public const int Idle = 1;
    public const int Pulling = 2;
    public const int Demanded = 4;
    public const int Pushing = 8;
    public const int InClosed = 16;
    public const int OutClosed = 32;
    public const int Queued = 64;
    public const int Filled = 128;
    public const int Failed = 256;

    public int State = Idle;
    public GraphStageLogic InOwner = null!;
    public GraphStageLogic OutOwner = null!;
    public IInHandler InHandler = null!;
    public IOutHandler OutHandler = null!;

    /// <summary>Why the outlet failed, or why the inlet cancelled.</summary>
    public Exception? Cause;

    public object? Slot;

    /// <summary>Takes the element as an object. The caller keeps <see cref="Filled"/>.</summary>
    public virtual object? TakeObject()
    {
        var element = Slot;
        Slot = null;
        return element;
    }

    public virtual void Clear() => Slot = null;
}

/// <summary>A wire that carries values without boxing them.</summary>
internal sealed class ValueConnection<T> : Connection
{
    public T Value = default!;

    public override object? TakeObject()
    {
        object? element = Value;
        Value = default!;
        return element;
    }

    public override void Clear() => Value = default!;
}
