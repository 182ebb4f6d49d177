using System.Buffers;

namespace Weir.Operators.Sinks;

/// <summary>Writes several records of a file at once: for encoders that are faster that way than <see cref="RecordEncoder{T}"/>.</summary>
/// <param name="values">The records, in order.</param>
/// <param name="output">Takes their bytes.</param>
public delegate void BatchEncoder<T>(ReadOnlySpan<T> values, IBufferWriter<byte> output);
