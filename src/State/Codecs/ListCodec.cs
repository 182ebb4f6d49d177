using System.Runtime.InteropServices;

namespace Weir.State.Codecs;

internal sealed class ListCodec<T>(Codec<T> element) : SequenceCodec<List<T>?, T>(element)
{
    public override bool IsImmutable => false;

    public override void Write(in List<T>? value, StateWriter writer)
    {
        writer.WriteCount(value is null ? 0 : value.Count + 1);
        foreach (ref readonly var item in CollectionsMarshal.AsSpan(value))
        {
            Element.Write(item, writer);
        }
    }

    public override List<T>? Read(ref StateReader reader)
    {
        var length = ReadLength(ref reader);
        if (length < 0)
        {
            return null;
        }

        var list = new List<T>(length);
        for (var i = 0; i < length; i++)
        {
            list.Add(Element.Read(ref reader));
        }

        return list;
    }

    public override List<T>? Copy(in List<T>? value)
    {
        if (value is null)
        {
            return null;
        }

        var copy = new List<T>(value);
        for (var i = 0; !Element.IsImmutable && i < copy.Count; i++)
        {
            copy[i] = Element.Copy(copy[i]);
        }

        return copy;
    }

    protected override SequenceCodec<List<T>?, T> With(Codec<T> reader) => new ListCodec<T>(reader);
}

/// <summary>A set with the default comparer.</summary>
internal sealed class SetCodec<T>(Codec<T> element) : SequenceCodec<HashSet<T>?, T>(element)
{
    public override bool IsImmutable => false;

    public override void Write(in HashSet<T>? value, StateWriter writer)
    {
        Comparers.RefuseOther(value?.Comparer);
        writer.WriteCount(value is null ? 0 : value.Count + 1);
        foreach (var item in value ?? [])
        {
            Element.Write(item, writer);
        }
    }

    public override HashSet<T>? Read(ref StateReader reader)
    {
        var length = ReadLength(ref reader);
        if (length < 0)
        {
            return null;
        }

        var set = new HashSet<T>(length);
        for (var i = 0; i < length; i++)
        {
            set.Add(Element.Read(ref reader));
        }

        return set;
    }

    public override HashSet<T>? Copy(in HashSet<T>? value) => value is null ? null : [.. value.Select(item => Element.Copy(item))];

    protected override SequenceCodec<HashSet<T>?, T> With(Codec<T> reader) => new SetCodec<T>(reader);
}
