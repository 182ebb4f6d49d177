namespace Weir.Spec.Testing;

/// <summary>A test that needs a small disk, and librocksdb.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.SkipReason ?? RocksDbFactAttribute.SkipReason;
}
