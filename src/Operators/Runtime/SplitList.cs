using Weir.State.Codecs;

namespace Weir.Operators.Runtime;

/// <summary>Splits on their way from the enumerator to a reader of the same process version: no schema travels with them.</summary>
internal static class SplitList
{
    public static byte[] Encode<TSplit>(Codec<TSplit> codec, IReadOnlyCollection<TSplit> splits)
    {
        var writer = new StateWriter();
        writer.WriteCount(splits.Count);
        foreach (var split in splits)
        {
            codec.Write(split, writer);
        }

        return writer.ToArray();
    }

    public static List<TSplit> Decode<TSplit>(Codec<TSplit> codec, ReadOnlySpan<byte> encoded)
    {
        var reader = new StateReader(encoded);
        var count = reader.ReadCount();
        var splits = new List<TSplit>();
        for (var i = 0; i < count; i++)
        {
            splits.Add(codec.Read(ref reader));
        }

        return splits;
    }
}
