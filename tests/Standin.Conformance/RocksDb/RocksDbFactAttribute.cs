using NativeImport;
using RocksDbSharp;

namespace Weir.Standin.Conformance.RocksDb;

/// <summary>A test that needs the library, which the package brings and a stand-in expects of the system.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RocksDbFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> s_skipReason = new(Probe);

    public RocksDbFactAttribute() => Skip = s_skipReason.Value;

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
