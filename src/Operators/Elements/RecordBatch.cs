namespace Weir.Operators.Elements;

/// <summary>Records of one channel, in order. Its reader calls <see cref="Release"/> once it needs them no more.</summary>
internal abstract class RecordBatch : StreamElement
{
    /// <summary>Records a batch holds when it is full.</summary>
    public const int DefaultCapacity = 1024;

    public int Count { get; set; }

    /// <summary>What the records take in memory, without what they refer to.</summary>
    public abstract long SizeBytes { get; }

    public sealed override ElementKind Kind => ElementKind.Records;

    /// <summary>Gives the batch back to the pool it came from; nothing of it may be touched afterwards.</summary>
    public abstract void Release();
}
