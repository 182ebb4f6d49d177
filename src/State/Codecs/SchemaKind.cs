namespace Weir.State.Codecs;

/// <summary>What an encoded value is. The numbers are stored.</summary>
public enum SchemaKind
{
    /// <summary>Not a schema.</summary>
    None = 0,

    /// <summary>One byte, 0 or 1.</summary>
    Boolean = 1,

    /// <summary>One signed byte.</summary>
    Int8 = 2,

    /// <summary>One byte.</summary>
    UInt8 = 3,

    /// <summary>2 bytes, signed.</summary>
    Int16 = 4,

    /// <summary>2 bytes.</summary>
    UInt16 = 5,

    /// <summary>4 bytes, signed.</summary>
    Int32 = 6,

    /// <summary>4 bytes.</summary>
    UInt32 = 7,

    /// <summary>8 bytes, signed.</summary>
    Int64 = 8,

    /// <summary>8 bytes.</summary>
    UInt64 = 9,

    /// <summary>16 bytes, signed.</summary>
    Int128 = 10,

    /// <summary>16 bytes.</summary>
    UInt128 = 11,

    /// <summary>IEEE 754, 2 bytes.</summary>
    Float16 = 12,

    /// <summary>IEEE 754, 4 bytes.</summary>
    Float32 = 13,

    /// <summary>IEEE 754, 8 bytes.</summary>
    Float64 = 14,

    /// <summary>A decimal's four words, 16 bytes.</summary>
    Decimal = 15,

    /// <summary>A UTF-16 code unit, 2 bytes.</summary>
    Character = 16,

    /// <summary>Text with its length; may be null.</summary>
    Text = 17,

    /// <summary>16 bytes, as <see cref="System.Guid.TryWriteBytes(Span{byte})"/> writes them.</summary>
    Guid = 18,

    /// <summary>8 bytes: ticks, and the kind in the top two bits.</summary>
    DateTime = 19,

    /// <summary>10 bytes: local ticks, offset in minutes.</summary>
    DateTimeOffset = 20,

    /// <summary>8 bytes: ticks.</summary>
    TimeSpan = 21,

    /// <summary>4 bytes: day number.</summary>
    Date = 22,

    /// <summary>8 bytes: ticks since midnight.</summary>
    TimeOfDay = 23,

    /// <summary>An enumeration, stored as its underlying number.</summary>
    Enumeration = 24,

    /// <summary>A byte, 0 for none, else 1 and the value.</summary>
    Optional = 25,

    /// <summary>1 + number of elements (0: null), then the elements.</summary>
    List = 26,

    /// <summary>1 + number of entries (0: null), then key and value of each.</summary>
    Map = 27,

    /// <summary>The members in the order of the schema.</summary>
    Record = 28,

    /// <summary>The record that encloses this place, counted outwards.</summary>
    Enclosing = 29,

    /// <summary>A registered codec's own encoding, with its length before it.</summary>
    Custom = 30,

    /// <summary>No bytes at all.</summary>
    Unit = 31,

    /// <summary>A number of any size: bytes with their number.</summary>
    BigInteger = 32,
}
