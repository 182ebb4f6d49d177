namespace Weir.Spec.Testing;

/// <summary>A theory that needs a small disk, and librocksdb.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskTheoryAttribute : TheoryAttribute
{
    public SmallDiskTheoryAttribute() => Skip = SmallDisk.SkipReason ?? RocksDbFactAttribute.SkipReason;
}
