using Weir.Operators.Functions;

namespace Weir.Operators.Sources;

/// <summary>Turns one line of a text into any number of records.</summary>
/// <param name="line">The line's bytes without its line end; valid during the call only.</param>
/// <param name="output">Takes the records.</param>
public delegate void LineDecoder<T>(ReadOnlySpan<byte> line, Collector<T> output);
