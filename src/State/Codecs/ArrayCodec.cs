using System.Collections.Immutable;

namespace Weir.State.Codecs;

internal sealed class ArrayCodec<T>(Codec<T> element) : SequenceCodec<T[]?, T>(element)
{
    public override bool IsImmutable => false;

    public override void Write(in T[]? value, StateWriter writer)
    {
        writer.WriteCount(value is null ? 0 : value.Length + 1);
        foreach (ref readonly var item in value.AsSpan())
        {
            Element.Write(item, writer);
        }
    }

    public override T[]? Read(ref StateReader reader)
    {
        var length = ReadLength(ref reader);
        if (length < 0)
        {
            return null;
        }

        var array = length == 0 ? [] : new T[length];
        for (var i = 0; i < length; i++)
        {
            array[i] = Element.Read(ref reader);
        }

        return array;
    }

    public override T[]? Copy(in T[]? value)
    {
        if (value is null || value.Length == 0)
        {
            return value;
        }

        var copy = (T[])value.Clone();
        for (var i = 0; !Element.IsImmutable && i < copy.Length; i++)
        {
            copy[i] = Element.Copy(copy[i]);
        }

        return copy;
    }

    protected override SequenceCodec<T[]?, T> With(Codec<T> reader) => new ArrayCodec<T>(reader);
}

internal sealed class ImmutableArrayCodec<T>(Codec<T> element) : SequenceCodec<ImmutableArray<T>, T>(element)
{
    public override bool IsImmutable => Element.IsImmutable;

    public override void Write(in ImmutableArray<T> value, StateWriter writer)
    {
        writer.WriteCount(value.IsDefault ? 0 : value.Length + 1);
        if (!value.IsDefault)
        {
            foreach (ref readonly var item in value.AsSpan())
            {
                Element.Write(item, writer);
            }
        }
    }

    public override ImmutableArray<T> Read(ref StateReader reader)
    {
        var length = ReadLength(ref reader);
        if (length < 0)
        {
            return default;
        }

        var builder = ImmutableArray.CreateBuilder<T>(length);
        for (var i = 0; i < length; i++)
        {
            builder.Add(Element.Read(ref reader));
        }

        return builder.MoveToImmutable();
    }

    protected override SequenceCodec<ImmutableArray<T>, T> With(Codec<T> reader) => new ImmutableArrayCodec<T>(reader);
}
