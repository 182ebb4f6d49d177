using Weir.Operators.Connectors;

namespace Weir.Operators.Sinks;

/// <summary>Gives pending files their final names.</summary>
internal sealed class FileCommitter(OutputFolder folder) : ICommitter<PendingFile>
{
    public Task CommitAsync(IReadOnlyList<PendingFile> committables, CancellationToken cancellationToken)
    {
        foreach (var file in committables)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Commit(file);
        }

        if (committables.Count > 0)
        {
            folder.Flush();
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Commit(PendingFile file)
    {
        var hidden = new FileInfo(folder.PathOf(file.HiddenName));
        var final = new FileInfo(folder.PathOf(file.FinalName));
        if (!hidden.Exists)
        {
            RequireCommitted(file, hidden, final);
            return;
        }

        if (hidden.Length != file.Length)
        {
            throw new ConnectorException(
                $"Output file '{hidden.FullName}' has {hidden.Length} bytes, but {file.Length} were prepared: something else has changed it, and it will not be committed.");
        }

        OutputFolder.Guard("renamed", hidden.FullName, () => File.Move(hidden.FullName, final.FullName, overwrite: true));
    }

    private static void RequireCommitted(PendingFile file, FileInfo hidden, FileInfo final)
    {
        if (!final.Exists)
        {
            throw new ConnectorException(
                $"Output file '{hidden.FullName}' cannot be committed: it is missing, and so is '{final.FullName}'. Results of a completed checkpoint are lost unless one of them is put back.");
        }

        if (final.Length != file.Length)
        {
            throw new ConnectorException(
                $"Output file '{final.FullName}' was committed with {file.Length} bytes and now has {final.Length}: something else has changed it.");
        }
    }
}
