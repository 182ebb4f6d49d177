namespace Weir.Operators.Frames;

/// <summary>One record alone is larger than a frame may be.</summary>
internal sealed class RecordTooLargeException : Exception
{
    private const int ShownCharacters = 80;

    public RecordTooLargeException(Type type, object? record, long sizeBytes, int limitBytes)
        : base($"a record of type {type} takes {sizeBytes} B with its frame's header, and a frame at most {limitBytes} B. It begins: {Beginning(record)}")
    {
        SizeBytes = sizeBytes;
        LimitBytes = limitBytes;
    }

    /// <summary>What the record's frame would take.</summary>
    public long SizeBytes { get; }

    /// <summary>What a frame may take.</summary>
    public int LimitBytes { get; }

    private static string Beginning(object? record)
    {
        string text = record?.ToString() ?? "(null)";
        return text.Length <= ShownCharacters ? text : text[..ShownCharacters] + " …";
    }
}
