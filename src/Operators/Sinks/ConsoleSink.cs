using System.Globalization;
using System.Text;
using Weir.Operators.Connectors;

namespace Weir.Operators.Sinks;

/// <summary>Prints each record as a line. After a failure, lines are printed again: what is on a screen cannot be taken back.</summary>
public sealed class ConsoleSink<T> : ISink<T>
{
    private readonly Func<T, string?> format;
    private readonly TextWriter? target;

    /// <summary>Describes the sink.</summary>
    /// <param name="format">Makes the line of a record; null for its ToString in the invariant culture.</param>
    /// <param name="target">Takes the lines; null for the console's output at the time of writing.</param>
    public ConsoleSink(Func<T, string?>? format = null, TextWriter? target = null)
    {
        this.format = format ?? (static value => Convert.ToString(value, CultureInfo.InvariantCulture));
        this.target = target;
    }

    /// <inheritdoc/>
    public ValueTask<ISinkWriter<T>> OpenWriterAsync(SinkContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ISinkWriter<T>>(new Writer(format, target ?? Console.Out));

    private sealed class Writer(Func<T, string?> format, TextWriter target) : ISinkWriter<T>
    {
        private readonly StringBuilder lines = new();

        public void Write(ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps)
        {
            lines.Clear();
            foreach (var record in records)
            {
                lines.Append(format(record)).Append('\n');
            }

            // Subtasks share the target: whole lines only.
            lock (target)
            {
                target.Write(lines);
            }
        }

        public void Flush(bool endOfInput)
        {
            lock (target)
            {
                target.Flush();
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
