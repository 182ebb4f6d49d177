namespace Weir;

/// <summary>Tests that need librocksdb.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RocksDbTheoryAttribute : TheoryAttribute
{
    public RocksDbTheoryAttribute() => Skip = RocksDbFactAttribute.SkipReason;
}
