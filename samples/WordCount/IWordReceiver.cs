namespace Weir.Samples.WordCount;

/// <summary>
/// Takes the words that <see cref="WordTokenizer"/> finds. Implemented by structs, so that the compiler
/// specialises the tokenizer for each and calls it directly.
/// </summary>
public interface IWordReceiver
{
    /// <summary>Takes one word.</summary>
    /// <param name="word">The lower-cased word as UTF-8, at least one byte; valid during this call only.</param>
    void Receive(scoped ReadOnlySpan<byte> word);
}
