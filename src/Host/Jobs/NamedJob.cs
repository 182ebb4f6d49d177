using Weir.Operators.Streams;

namespace Weir.Host.Jobs;

/// <summary>A job, and the name that its runs are found by.</summary>
internal sealed record NamedJob(string Name, IStreamJob Job);
