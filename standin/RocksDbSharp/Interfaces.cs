namespace RocksDbSharp;

public interface ColumnFamilyHandle
{
    IntPtr Handle { get; }
}

/// <summary>Makes a value of bytes that are the library's, and valid only during the call.</summary>
public interface ISpanDeserializer<T>
{
    T Deserialize(ReadOnlySpan<byte> buffer);
}
