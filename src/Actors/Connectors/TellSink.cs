using Akka.Actor;
using Weir.Operators.Connectors;

namespace Weir.Actors.Connectors;

/// <summary>Tells each record to an actor.</summary>
internal sealed class TellSink<T>(Func<StreamContext, ICanTell> target) : ISink<T>
{
    public ValueTask<ISinkWriter<T>> OpenWriterAsync(SinkContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ISinkWriter<T>>(new Writer(target(StreamSinkOf<T>.ContextOf(context))));

    private sealed class Writer(ICanTell target) : ISinkWriter<T>
    {
        public void Write(ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps)
        {
            foreach (ref readonly T record in records)
            {
                target.Tell(record, ActorRefs.NoSender);
            }
        }

        public void Flush(bool endOfInput)
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
