using Weir.Actors.Artifacts;
using Weir.Operators.Streams;

namespace Weir.Host.Jobs;

/// <summary>A job that a command line names.</summary>
/// <param name="Loaded">Its class; its name is the one that its runs are found by.</param>
/// <param name="AssemblyPath">Where it lies; null for a built-in one.</param>
internal sealed record FoundJob(LoadedJob Loaded, string? AssemblyPath)
{
    public string Name => Loaded.Name;

    /// <exception cref="BadUsageException">Its constructor throws.</exception>
    public IStreamJob Create()
    {
        try
        {
            return Loaded.Create();
        }
        catch (JobCodeException refused)
        {
            throw new BadUsageException(refused.Message, refused);
        }
    }
}
