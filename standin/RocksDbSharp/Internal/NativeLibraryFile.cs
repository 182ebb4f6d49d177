using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NativeImport;

namespace RocksDbSharp.Internal;

/// <summary>
/// Finds librocksdb: what the application names, what lies beside it as the package would put it there, what the system has. One file
/// for the life of the process: two of them would end it.
/// </summary>
internal static class NativeLibraryFile
{
    /// <summary>The name under which <see cref="AppContext"/> may hold the path of the library.</summary>
    internal const string PathName = "RocksDbSharp.NativeLibrary";

    private static readonly Lazy<nint> s_handle = new(() => Load(AppContext.GetData(PathName) as string));

    // Before anything of this assembly runs: imports that suppress the GC transition are bound when their caller is compiled.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Initialize() =>
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraryFile).Assembly, static (name, _, _) => name == NativeMethods.Library ? s_handle.Value : 0);
#pragma warning restore CA2255

    /// <summary>Throws <see cref="NativeLoadException"/> when there is no library.</summary>
    internal static void EnsureLoaded() => _ = s_handle.Value;

    private static nint Load(string named)
    {
        if (!string.IsNullOrEmpty(named))
        {
            try
            {
                return NativeLibrary.Load(named);
            }
            catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
            {
                // The system's own words are the last of several lines.
                string reason = File.Exists(named) ? error.Message.Trim().Split('\n')[^1] : "there is no such file";
                throw new NativeLoadException($"librocksdb cannot be loaded from {named}: {reason}", error);
            }
        }

        foreach (string candidate in Candidates())
        {
            if (NativeLibrary.TryLoad(candidate, out nint handle))
                return handle;
        }

        throw new NativeLoadException(
            "librocksdb is not on this machine: install it (Debian and Ubuntu: apt-get install librocksdb7.8 or a newer librocksdb package).", null);
    }

    private static IEnumerable<string> Candidates()
    {
        string platform = RuntimeInformation.RuntimeIdentifier;
        yield return Path.Combine(AppContext.BaseDirectory, "runtimes", platform, "native", "librocksdb.so");
        yield return Path.Combine(AppContext.BaseDirectory, "librocksdb.so");
        yield return "rocksdb";

        // The name without a version comes with the header files only. The newest of the others goes first.
        string[] folders = ["/usr/local/lib", $"/usr/lib/{Triplet()}", "/usr/lib64", "/usr/lib", "/opt/homebrew/lib"];
        foreach (string file in folders.Where(Directory.Exists).SelectMany(folder => Directory.GetFiles(folder, "librocksdb.so.*")).OrderByDescending(VersionOf))
            yield return file;
        foreach (string file in folders.Where(Directory.Exists).SelectMany(folder => Directory.GetFiles(folder, "librocksdb*.dylib")))
            yield return file;
    }

    private static string Triplet() => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.Arm64 => "aarch64-linux-gnu",
        _ => "x86_64-linux-gnu",
    };

    private static Version VersionOf(string file)
    {
        string suffix = Path.GetFileName(file)["librocksdb.so.".Length..];
        return Version.TryParse(suffix.Contains('.', StringComparison.Ordinal) ? suffix : suffix + ".0", out Version version) ? version : new Version();
    }
}
