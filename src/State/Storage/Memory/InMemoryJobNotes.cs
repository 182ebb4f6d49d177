using System.Collections.Concurrent;

namespace Weir.State.Storage.Memory;

/// <summary>Notes in this process's memory.</summary>
internal sealed class InMemoryJobNotes : IJobNotes
{
    private readonly ConcurrentDictionary<(string JobId, string Name), JobNote> _notes = new();

    public Task<IReadOnlyList<JobNote>> ReadAsync(string jobId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<JobNote>>([.. _notes.Where(note => note.Key.JobId == jobId).Select(note => note.Value)]);

    public Task WriteAsync(string jobId, JobNote note, CancellationToken cancellationToken)
    {
        _notes[(jobId, note.Name)] = note;
        return Task.CompletedTask;
    }

    public Task DeleteAsync(string jobId, string name, CancellationToken cancellationToken)
    {
        _notes.TryRemove((jobId, name), out _);
        return Task.CompletedTask;
    }
}
