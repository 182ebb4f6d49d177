namespace Weir.Host.Jobs;

/// <summary>Finds the job that a command line names.</summary>
internal static class JobCatalog
{
    /// <exception cref="BadUsageException">There is no such job.</exception>
    public static NamedJob Find(string name, string? className)
    {
        if (BuiltInJobs.Find(name) is { } builtIn)
        {
            return className is null ? builtIn : throw new BadUsageException($"--class {className}: {name} is a built-in job, of which there is one");
        }

        if (File.Exists(name))
        {
            return JobAssembly.Load(Path.GetFullPath(name), className);
        }

        throw new BadUsageException(
            $"there is no job {name}: it is neither a built-in one ({string.Join(", ", BuiltInJobs.Names)}) nor the path of an assembly that exists");
    }
}
