using Weir.Actors.Artifacts;

namespace Weir.Host.Jobs;

/// <summary>Finds the job that a command line names.</summary>
internal static class JobCatalog
{
    /// <exception cref="BadUsageException">There is no such job.</exception>
    public static FoundJob Find(string name, string? className)
    {
        if (BuiltInJobs.Names.Contains(name))
        {
            return className is null
                ? new FoundJob(BuiltInJobs.All.Find(name), AssemblyPath: null)
                : throw new BadUsageException($"--class {className}: {name} is a built-in job, of which there is one");
        }

        if (!File.Exists(name))
        {
            throw new BadUsageException(
                $"there is no job {name}: it is neither a built-in one ({string.Join(", ", BuiltInJobs.Names)}) nor the path of an assembly that exists");
        }

        var path = Path.GetFullPath(name);
        try
        {
            return new FoundJob(JobAssembly.Find(JobAssembly.Load(path, path), className, path), path);
        }
        catch (JobCodeException refused)
        {
            throw new BadUsageException(refused.Message, refused);
        }
    }
}
