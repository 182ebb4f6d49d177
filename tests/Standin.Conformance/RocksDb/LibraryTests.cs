using System.Reflection;

namespace Weir.Standin.Conformance.RocksDb;

public sealed class LibraryTests
{
    // The library is bound once in a process, so what happens without one is asked of the stand-in's own search.
    [StandinFact]
    public void A_library_that_cannot_be_loaded_is_named_with_the_reason()
    {
        var file = typeof(RocksDbSharp.RocksDb).Assembly.GetType("RocksDbSharp.Internal.NativeLibraryFile", throwOnError: true)!;
        var load = file.GetMethod("Load", BindingFlags.Static | BindingFlags.NonPublic)!;
        var error = Should.Throw<TargetInvocationException>(() => load.Invoke(null, ["/no/such/librocksdb.so"])).InnerException;
        error.ShouldBeOfType<NativeImport.NativeLoadException>().Message.ShouldContain("/no/such/librocksdb.so");
    }
}
