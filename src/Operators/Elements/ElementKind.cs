namespace Weir.Operators.Elements;

/// <summary>What a <see cref="StreamElement"/> is, so that a channel reader can switch without a type test.</summary>
internal enum ElementKind : byte
{
    Records,
    Watermark,
    Status,
    Barrier,
    CancellationMarker,
    EndOfData,
    EndOfPartition,
    Starved,
}
