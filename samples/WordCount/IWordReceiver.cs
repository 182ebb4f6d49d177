namespace Weir.Samples.WordCount;

/// <summary>
/// Takes the words that <see cref="WordTokenizer"/> finds. Implemented by structs, so that the compiler
/// specialises the tokenizer for each and calls it directly.
/// </summary>
public interface IWordReceiver
{
    /// <summary>Takes one word.</summary>
    /// <param name="buffer">
    /// Starts with the lower-cased word as UTF-8; valid during this call only. What follows the word has no meaning, but lets a receiver
    /// copy it by whole registers.
    /// </param>
    /// <param name="length">The word's length in bytes, at least 1.</param>
    void Receive(scoped ReadOnlySpan<byte> buffer, int length);
}
