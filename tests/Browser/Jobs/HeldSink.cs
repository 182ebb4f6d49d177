using Weir.Operators.Connectors;

namespace Weir.Browser.Jobs;

/// <summary>Its second subtask is as slow at a checkpoint as a gate is closed.</summary>
internal sealed class HeldSink<T>(Gate gate) : ISink<T>
{
    public ValueTask<ISinkWriter<T>> OpenWriterAsync(SinkContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ISinkWriter<T>>(new Writer(context.SubtaskIndex == 1 ? gate : null));

    private sealed class Writer(Gate? gate) : ISinkWriter<T>
    {
        public void Write(ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps)
        {
            // Nobody reads it.
        }

        public void Flush(bool endOfInput) => gate?.Pass();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
