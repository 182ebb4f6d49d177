using System.Reflection;
using System.Runtime.Loader;

namespace Weir.Host.Jobs;

/// <summary>
/// Loads a job's assembly and what lies beside it. What this process has loaded already is shared, Weir's own assemblies
/// above all: the job has to implement the same IStreamJob that is called here.
/// </summary>
internal sealed class JobLoadContext(string assemblyPath) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(assemblyPath))
{
    private readonly AssemblyDependencyResolver _resolver = new(assemblyPath);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (IsShared(assemblyName))
        {
            return null;
        }

        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    private static bool IsShared(AssemblyName assemblyName) =>
        assemblyName.Name is { } name
        && (name.StartsWith("Weir.", StringComparison.Ordinal) || name is "weir" or "Akka" or "Akka.Streams")
        && File.Exists(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
}
