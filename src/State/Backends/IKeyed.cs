using Weir.State.Codecs;

namespace Weir.State.Backends;

/// <summary>Something that has entries by key.</summary>
internal interface IKeyed<TKey>
{
    IEnumerable<TKey> Keys();

    bool Has(in TKey key, uint hash);
}

/// <summary>Something that has one value by key.</summary>
internal interface IValuesByKey<TKey>
{
    /// <summary>Writes the value of a key as a snapshot would; false when there is none.</summary>
    bool Write(in TKey key, uint hash, ICodec codec, StateWriter writer);
}
