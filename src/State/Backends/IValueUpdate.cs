namespace Weir.State.Backends;

/// <summary>What a loop over many keys does with the value of each: a struct, whose method is compiled into the loop.</summary>
internal interface IValueUpdate<TValue>
{
    /// <param name="index">The key's place among those of the loop.</param>
    /// <param name="value">The key's; may be written to.</param>
    /// <param name="added">The key had none.</param>
    void Update(int index, ref TValue value, bool added);
}
