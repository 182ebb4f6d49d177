using System.Reflection;
using Weir.Operators.Streams;

namespace Weir.Host.Jobs;

/// <summary>Finds and creates the job in an assembly.</summary>
internal static class JobAssembly
{
    /// <exception cref="BadUsageException">The file is no assembly, something that it needs is missing, or it has no such job.</exception>
    public static NamedJob Load(string path, string? className)
    {
        var jobs = FindJobs(LoadAssembly(path), path);
        var chosen = Choose(jobs, path, className);
        return new NamedJob(chosen.Name, Create(chosen, path));
    }

    private static Assembly LoadAssembly(string path)
    {
        try
        {
            return new JobLoadContext(path).LoadFromAssemblyPath(path);
        }
        catch (BadImageFormatException cause)
        {
            throw new BadUsageException($"{path} is not a .NET assembly", cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new BadUsageException($"{path} can't be loaded: {cause.Message}", cause);
        }
    }

    private static Type[] FindJobs(Assembly assembly, string path)
    {
        try
        {
            return [.. assembly.GetTypes().Where(type => type is { IsAbstract: false, IsGenericTypeDefinition: false } && typeof(IStreamJob).IsAssignableFrom(type))];
        }
        catch (ReflectionTypeLoadException cause)
        {
            var missing = cause.LoaderExceptions.FirstOrDefault(inner => inner is not null)?.Message ?? cause.Message;
            throw new BadUsageException($"{path} needs an assembly that can't be loaded; publish the job's project, so that all it needs lies beside it. {missing}", cause);
        }
    }

    private static Type Choose(Type[] jobs, string path, string? className)
    {
        if (jobs.Length == 0)
        {
            throw new BadUsageException($"{path} has no class that implements {typeof(IStreamJob).FullName}");
        }

        var names = string.Join(", ", jobs.Select(job => job.FullName));
        if (className is null)
        {
            return jobs.Length == 1 ? jobs[0] : throw new BadUsageException($"{path} has several jobs; choose one with --class: {names}");
        }

        var named = jobs.Where(job => job.FullName == className || job.Name == className).ToArray();
        return named.Length switch
        {
            1 => named[0],
            0 => throw new BadUsageException($"--class {className}: {path} has no such job; it has {names}"),
            _ => throw new BadUsageException($"--class {className} stands for several jobs; use a full name: {names}"),
        };
    }

    private static IStreamJob Create(Type type, string path)
    {
        if (type.GetConstructor(Type.EmptyTypes) is null)
        {
            throw new BadUsageException($"the job {type.FullName} in {path} needs a public constructor without parameters");
        }

        try
        {
            return (IStreamJob)Activator.CreateInstance(type)!;
        }
        catch (TargetInvocationException cause)
        {
            throw new BadUsageException($"the constructor of the job {type.FullName} failed: {cause.InnerException?.Message}", cause);
        }
    }
}
