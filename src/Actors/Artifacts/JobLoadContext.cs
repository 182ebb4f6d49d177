using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Weir.Actors.Artifacts;

/// <summary>
/// Loads a job's assembly and what lies beside it, apart from other jobs'. Weir's own assemblies and Akka's are this process's: the job
/// has to implement the same IStreamJob that is called here. What comes with .NET is shared unless the job brings its own.
/// Not collectible: code in such a context runs slower, and a node is restarted more often than jobs would fill it.
/// </summary>
internal sealed class JobLoadContext : AssemblyLoadContext
{
    private readonly string _folder;
    private readonly AssemblyDependencyResolver? _resolver;

    public JobLoadContext(string assemblyPath)
        : base(Path.GetFileNameWithoutExtension(assemblyPath))
    {
        _folder = Path.GetDirectoryName(assemblyPath)!;
        try
        {
            _resolver = DependencyList.IsReadable(assemblyPath) ? new AssemblyDependencyResolver(assemblyPath) : null;
        }
        catch (InvalidOperationException)
        {
            // Its list of dependencies can't be used in this process (one of them is not there, or nothing here can read it): what lies beside it still can.
            _resolver = null;
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (IsShared(assemblyName))
        {
            return null;
        }

        var path = _resolver?.ResolveAssemblyToPath(assemblyName) ?? Beside($"{assemblyName.Name}.dll");
        return path is null ? null : LoadFromAssemblyPath(path);
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        var path = _resolver?.ResolveUnmanagedDllToPath(unmanagedDllName)
            ?? NativeNames(unmanagedDllName).Select(name => Beside(name) ?? Beside(Path.Combine("runtimes", RuntimeInformation.RuntimeIdentifier, "native", name))).FirstOrDefault(found => found is not null);
        return path is null ? 0 : LoadUnmanagedDllFromPath(path);
    }

    private string? Beside(string name)
    {
        var path = Path.Combine(_folder, name);
        return File.Exists(path) ? path : null;
    }

    private static IEnumerable<string> NativeNames(string name)
    {
        yield return name;
        if (OperatingSystem.IsWindows())
        {
            yield return $"{name}.dll";
        }
        else
        {
            var extension = OperatingSystem.IsMacOS() ? "dylib" : "so";
            yield return $"lib{name}.{extension}";
            yield return $"{name}.{extension}";
        }
    }

    private static bool IsShared(AssemblyName assemblyName) =>
        assemblyName.Name is { } name
        && (name.StartsWith("Weir.", StringComparison.Ordinal) || name.StartsWith("Akka.", StringComparison.Ordinal) || name is "weir" or "Akka")
        && IsHere(assemblyName);

    /// <summary>A job's own assembly may well be named Weir.Something, too.</summary>
    private static bool IsHere(AssemblyName assemblyName)
    {
        try
        {
            Default.LoadFromAssemblyName(new AssemblyName(assemblyName.Name!));
            return true;
        }
        catch (Exception missing) when (missing is IOException or BadImageFormatException)
        {
            return false;
        }
    }
}
