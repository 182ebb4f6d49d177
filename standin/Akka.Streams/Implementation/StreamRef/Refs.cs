using Akka.Actor;
using Akka.Streams.Dsl;

namespace Akka.Streams.Implementation.StreamRef;

/// <summary>A reference as it is written: the actor of the side that made it.</summary>
internal abstract class StreamRefBase(IActorRef partner)
{
    public IActorRef Partner => partner;

    public abstract Type ElementType { get; }

    public static StreamRefBase Create(Type definition, Type element, IActorRef partner) =>
        (StreamRefBase)Activator.CreateInstance(definition.MakeGenericType(element), partner)!;

    public override string ToString() => $"{GetType().Name}<{ElementType.Name}>({partner})";
}

internal sealed class SourceRef<T>(IActorRef partner) : StreamRefBase(partner), ISourceRef<T>
{
    public override Type ElementType => typeof(T);

    public Source<T, NotUsed> Source => Dsl.Source.FromGraph(new ReceivingStage<T>(Partner)).MapMaterializedValue(_ => NotUsed.Instance);
}

internal sealed class SinkRef<T>(IActorRef partner) : StreamRefBase(partner), ISinkRef<T>
{
    public override Type ElementType => typeof(T);

    public Sink<T, NotUsed> Sink => Dsl.Sink.FromGraph(new SendingStage<T>(Partner)).MapMaterializedValue(_ => NotUsed.Instance);
}
