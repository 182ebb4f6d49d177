namespace Weir.State.Codecs;

/// <summary>A dictionary with the default comparer.</summary>
internal sealed class DictionaryCodec<TKey, TValue>(Codec<TKey> key, Codec<TValue> value) : Codec<Dictionary<TKey, TValue>?>
    where TKey : notnull
{
    public override CodecSchema Schema { get; } = CodecSchema.MapOf(key.Schema, value.Schema);

    public override bool IsImmutable => false;

    public override void Write(in Dictionary<TKey, TValue>? dictionary, StateWriter writer)
    {
        Comparers.RefuseOther(dictionary?.Comparer);
        writer.WriteCount(dictionary is null ? 0 : dictionary.Count + 1);
        foreach (var entry in dictionary ?? [])
        {
            key.Write(entry.Key, writer);
            value.Write(entry.Value, writer);
        }
    }

    public override Dictionary<TKey, TValue>? Read(ref StateReader reader)
    {
        var count = reader.ReadCount() - 1;
        if (count < 0)
        {
            return null;
        }

        if (count > reader.Remaining && !(key.MayReadNoBytes && value.MayReadNoBytes))
        {
            throw new CorruptStateException($"A map at byte {reader.Position} of its block says it has {count} entries; only {reader.Remaining} bytes are left.");
        }

        var dictionary = new Dictionary<TKey, TValue>(count);
        for (var i = 0; i < count; i++)
        {
            var entryKey = key.Read(ref reader);
            dictionary[entryKey] = value.Read(ref reader);
        }

        return dictionary;
    }

    public override Dictionary<TKey, TValue>? Copy(in Dictionary<TKey, TValue>? dictionary)
    {
        if (dictionary is null || (key.IsImmutable && value.IsImmutable))
        {
            return dictionary is null ? null : new Dictionary<TKey, TValue>(dictionary);
        }

        var copy = new Dictionary<TKey, TValue>(dictionary.Count);
        foreach (var entry in dictionary)
        {
            copy.Add(key.Copy(entry.Key), value.Copy(entry.Value));
        }

        return copy;
    }

    private protected override Codec<Dictionary<TKey, TValue>?>? Resolve(CodecSchema written, SchemaContext context) => written.Kind == SchemaKind.Map
        ? new DictionaryCodec<TKey, TValue>(
            key.ReaderFor(written.Members[0].Schema, context.Member("Keys[]")),
            value.ReaderFor(written.Members[1].Schema, context.Member("Values[]")))
        : null;
}
