using Weir.Operators.Streams;

namespace Weir.Actors.Artifacts;

/// <summary>A job class that is there on this node.</summary>
/// <param name="Name">The class's name, or the name that it was registered under.</param>
/// <param name="ClassName">The full name; for a registered job the same as <paramref name="Name"/>.</param>
/// <param name="Create">A new instance each time; throws <see cref="JobCodeException"/> if the constructor does.</param>
internal sealed record LoadedJob(string Name, string ClassName, Func<IStreamJob> Create);
