using System.Reflection;
using Weir.Operators.Streams;

namespace Weir.Actors.Artifacts;

/// <summary>Finds and creates the job in an assembly.</summary>
internal static class JobAssembly
{
    /// <param name="path">The assembly's file, with what it needs beside it.</param>
    /// <param name="shownAs">How messages call it.</param>
    /// <exception cref="JobCodeException">The file is no assembly.</exception>
    public static Assembly Load(string path, string shownAs)
    {
        try
        {
            return new JobLoadContext(path).LoadFromAssemblyPath(path);
        }
        catch (BadImageFormatException cause)
        {
            throw new JobCodeException($"{shownAs} is not a .NET assembly", cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new JobCodeException($"{shownAs} can't be loaded: {cause.Message}", cause);
        }
    }

    /// <param name="assembly">What was loaded.</param>
    /// <param name="className">The class's name or full name; null if there is but one.</param>
    /// <param name="shownAs">How messages call the assembly.</param>
    /// <exception cref="JobCodeException">Something that it needs is missing, or it has no such job.</exception>
    public static LoadedJob Find(Assembly assembly, string? className, string shownAs)
    {
        var chosen = Choose(FindJobs(assembly, shownAs), shownAs, className);
        return chosen.GetConstructor(Type.EmptyTypes) is null
            ? throw new JobCodeException($"the job {chosen.FullName} in {shownAs} needs a public constructor without parameters")
            : new LoadedJob(chosen.Name, chosen.FullName!, () => Create(chosen));
    }

    private static Type[] FindJobs(Assembly assembly, string shownAs)
    {
        try
        {
            return [.. assembly.GetTypes().Where(type => type is { IsAbstract: false, IsGenericTypeDefinition: false } && typeof(IStreamJob).IsAssignableFrom(type))];
        }
        catch (ReflectionTypeLoadException cause)
        {
            var missing = cause.LoaderExceptions.FirstOrDefault(inner => inner is not null)?.Message ?? cause.Message;
            throw new JobCodeException($"{shownAs} needs an assembly that can't be loaded; publish the job's project, so that all it needs lies beside it. {missing}", cause);
        }
    }

    private static Type Choose(Type[] jobs, string shownAs, string? className)
    {
        if (jobs.Length == 0)
        {
            throw new JobCodeException($"{shownAs} has no class that implements {typeof(IStreamJob).FullName}");
        }

        var names = string.Join(", ", jobs.Select(job => job.FullName));
        if (className is null)
        {
            return jobs.Length == 1 ? jobs[0] : throw new JobCodeException($"{shownAs} has several jobs; choose one with --class: {names}");
        }

        var named = jobs.Where(job => job.FullName == className || job.Name == className).ToArray();
        return named.Length switch
        {
            1 => named[0],
            0 => throw new JobCodeException($"--class {className}: {shownAs} has no such job; it has {names}"),
            _ => named.FirstOrDefault(job => job.FullName == className)
                ?? throw new JobCodeException($"--class {className} stands for several jobs; use a full name: {string.Join(", ", named.Select(job => job.FullName))}"),
        };
    }

    private static IStreamJob Create(Type type)
    {
        try
        {
            return (IStreamJob)Activator.CreateInstance(type)!;
        }
        catch (TargetInvocationException cause)
        {
            throw new JobCodeException($"the constructor of the job {type.FullName} failed: {cause.InnerException?.Message}", cause);
        }
    }
}
