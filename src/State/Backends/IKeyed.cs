namespace Weir.State.Backends;

/// <summary>Something that has entries by key.</summary>
internal interface IKeyed<TKey>
{
    IEnumerable<TKey> Keys();

    bool Has(in TKey key, uint hash);
}
