using System.Buffers.Binary;
using System.Text;
using Weir.Operators.Elements;

namespace Weir.Operators.Frames;

/// <summary>
/// How elements lie in a frame, little endian: version (1 byte), bytes used of the frame (4),
/// the frame's number on its channel (8), then one element after the other. An element is its kind (1 byte) and what belongs to it:
/// <list type="bullet">
/// <item>records: columns (1 byte), count (4), bytes of the items (4), items, timestamps (8 each), hashes (4 each);</item>
/// <item>watermark: its time (8); status: idle (1); cancellation marker: checkpoint (8);</item>
/// <item>barrier: checkpoint (8), time (8), suspends, may overtake, what it shares and how it is written (1), incremental base (8), bytes of the savepoint's folder (2), the folder as UTF-8;</item>
/// <item>end of data, end of partition: nothing.</item>
/// </list>
/// What lies behind the bytes used means nothing.
/// </summary>
internal static class FrameFormat
{
    public const byte Version = 1;
    public const int HeaderBytes = NumberOffset + sizeof(long);
    public const int RecordsHeaderBytes = 1 + 1 + sizeof(int) + sizeof(int);

    private const int NumberOffset = 1 + sizeof(int);

    public const byte SuspendingBarrier = 1;
    public const byte OvertakingBarrier = 2;
    public const byte SharingBarrier = 4;
    public const byte CanonicalBarrier = 8;
    public const byte NativeBarrier = 16;

    public const byte TimedColumn = 1;
    public const byte HashedColumn = 2;

    /// <summary>The number of a frame, which has at least a header.</summary>
    public static long NumberOf(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadInt64LittleEndian(frame[NumberOffset..]);

    public static void SetNumber(Span<byte> frame, long number) => BinaryPrimitives.WriteInt64LittleEndian(frame[NumberOffset..], number);

    /// <summary>What a record takes in the columns beside the items.</summary>
    public static int ColumnBytes(bool timed, bool hashed) => (timed ? sizeof(long) : 0) + (hashed ? sizeof(uint) : 0);

    /// <summary>What a barrier takes without the folder of a savepoint.</summary>
    public const int BarrierBytes = 1 + sizeof(long) + sizeof(long) + 1 + sizeof(long) + sizeof(ushort);

    /// <summary>The longest folder of a savepoint, in UTF-8: a barrier has to fit into the smallest frame.</summary>
    public const int MaximumLocationBytes = 900;

    /// <summary>What an element without records takes.</summary>
    public static int Bytes(StreamElement element) =>
        Bytes(element.Kind) + (element is Elements.Barrier { Location: { } location } ? Encoding.UTF8.GetByteCount(location) : 0);

    /// <summary>What an element without records takes, at least.</summary>
    public static int Bytes(ElementKind kind) => kind switch
    {
        ElementKind.Watermark or ElementKind.CancellationMarker => 1 + sizeof(long),
        ElementKind.Status => 1 + 1,
        ElementKind.Barrier => BarrierBytes,
        ElementKind.EndOfData or ElementKind.EndOfPartition => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Elements of this kind do not leave a node."),
    };
}
