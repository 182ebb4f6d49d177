namespace Weir.State.Backends;

/// <summary>Something that has entries by key.</summary>
internal interface IKeyed<out TKey>
{
    IEnumerable<TKey> Keys();
}
