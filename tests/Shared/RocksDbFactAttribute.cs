using NativeImport;
using RocksDbSharp;

namespace Weir;

/// <summary>A test that needs librocksdb.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RocksDbFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> s_skipReason = new(Probe);

    public RocksDbFactAttribute() => Skip = SkipReason;

    public static string? SkipReason => s_skipReason.Value;

    private static string? Probe()
    {
        try
        {
            _ = Cache.CreateLru(1024);
            return null;
        }
        catch (NativeLoadException error)
        {
            return error.Message;
        }
    }
}
