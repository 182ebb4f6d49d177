using System.Collections.Concurrent;
using Weir.Operators.Streams;

namespace Weir.Actors.Artifacts;

/// <summary>The jobs that a node brings along, by name. Thread-safe.</summary>
internal sealed class RegisteredJobs
{
    private readonly ConcurrentDictionary<string, Func<IStreamJob>> _jobs = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Names => [.. _jobs.Keys.Order(StringComparer.Ordinal)];

    /// <exception cref="InvalidOperationException">Another job has this name.</exception>
    public RegisteredJobs Add(string name, Func<IStreamJob> create)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _jobs.TryAdd(name, create) ? this : throw new InvalidOperationException($"A job is registered as '{name}' already; give this one another name.");
    }

    /// <summary>A job that has this name already stays.</summary>
    public void AddIfMissing(string name, Func<IStreamJob> create) => _jobs.TryAdd(name, create);

    /// <exception cref="InvalidOperationException">Another job has one of the names.</exception>
    public void AddAll(RegisteredJobs others)
    {
        foreach ((string name, Func<IStreamJob> create) in others._jobs)
        {
            Add(name, create);
        }
    }

    /// <exception cref="JobCodeException">There is no job of that name here.</exception>
    public LoadedJob Find(string name) =>
        _jobs.TryGetValue(name, out var create)
            ? new LoadedJob(name, name, create)
            : throw new JobCodeException(
                $"no job is registered as '{name}' on this node{(_jobs.IsEmpty ? "; none is" : $"; there are {string.Join(", ", Names)}")}") { MayComeYet = true };
}
