using Weir.State.Codecs;
using Weir.State.Keys;

namespace Weir.State.Backends;

/// <summary>A timer is stored as its time and its key.</summary>
internal sealed class TimerIdCodec<TKey>(Codec<TKey> key, KeyHasher<TKey> hasher) : Codec<TimerId<TKey>>
{
    public override CodecSchema Schema => key.Schema;

    public override bool IsImmutable => true;

    public override void Write(in TimerId<TKey> value, StateWriter writer)
    {
        writer.WriteInt64(value.Timestamp);
        key.Write(in value.Key, writer);
    }

    public override TimerId<TKey> Read(ref StateReader reader)
    {
        var timestamp = reader.ReadInt64();
        var restored = key.Read(ref reader);
        return new TimerId<TKey>(timestamp, restored, hasher.Hash(in restored));
    }
}

/// <summary>The place of a timer means nothing elsewhere: nothing of it is stored.</summary>
internal sealed class TimerPlaceCodec : Codec<int>
{
    public static TimerPlaceCodec Instance { get; } = new();

    public override CodecSchema Schema => Codec.For<ValueTuple>().Schema;

    public override bool IsImmutable => true;

    public override void Write(in int value, StateWriter writer)
    {
    }

    public override int Read(ref StateReader reader) => 0;
}
