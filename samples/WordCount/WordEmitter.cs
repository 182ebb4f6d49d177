using Weir.Operators.Functions;
using Weir.State;

namespace Weir.Samples.WordCount;

/// <summary>Writes words straight into a collector's batch: measurably quicker than adding them one by one.</summary>
internal ref struct WordEmitter(Collector<Utf8Text> output) : IWordReceiver
{
    private Span<Utf8Text> free = output.GetSpan();
    private int filled;

    public void Receive(scoped ReadOnlySpan<byte> buffer, int length)
    {
        free[filled++] = Utf8Text.From(buffer, length);
        if (filled == free.Length)
        {
            Complete();
        }
    }

    /// <summary>Emits what was received; to be called at the end.</summary>
    public void Complete()
    {
        output.Advance(filled);
        free = output.GetSpan();
        filled = 0;
    }
}
