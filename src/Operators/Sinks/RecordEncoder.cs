using System.Buffers;

namespace Weir.Operators.Sinks;

/// <summary>Writes one record of a file, with whatever separates it from the next one (a line end, for instance).</summary>
/// <param name="value">The record.</param>
/// <param name="output">Takes its bytes.</param>
public delegate void RecordEncoder<T>(in T value, IBufferWriter<byte> output);
