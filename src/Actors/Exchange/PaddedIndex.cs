using System.Runtime.InteropServices;

namespace Weir.Actors.Exchange;

/// <summary>A counter alone on its cache lines, so that reader and writer do not slow each other down.</summary>
[StructLayout(LayoutKind.Explicit, Size = 192)]
internal struct PaddedIndex
{
    [FieldOffset(64)]
    public long Value;
}
