using Weir.Operators.Connectors;

namespace Weir.Operators.Sinks;

/// <summary>Gives pending files their final names.</summary>
/// <param name="folder">Where they are.</param>
/// <param name="warn">Takes what the user should know.</param>
internal sealed class FileCommitter(OutputFolder folder, Action<string> warn) : ICommitter<PendingFile>, IRecommitter<PendingFile>
{
    public Task CommitAsync(IReadOnlyList<PendingFile> committables, CancellationToken cancellationToken) =>
        CommitAsync(committables, RequireCommitted, cancellationToken);

    public Task RecommitAsync(IReadOnlyList<PendingFile> committables, CancellationToken cancellationToken) =>
        CommitAsync(committables, ExpectCommitted, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task CommitAsync(
        IReadOnlyList<PendingFile> committables, Action<PendingFile, FileInfo, FileInfo> withoutHidden, CancellationToken cancellationToken)
    {
        foreach (var file in committables)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Commit(file, withoutHidden);
        }

        if (committables.Count > 0)
        {
            folder.Flush();
        }

        return Task.CompletedTask;
    }

    private void Commit(PendingFile file, Action<PendingFile, FileInfo, FileInfo> withoutHidden)
    {
        var hidden = new FileInfo(folder.PathOf(file.HiddenName));
        var final = new FileInfo(folder.PathOf(file.FinalName));
        if (!hidden.Exists)
        {
            withoutHidden(file, hidden, final);
            return;
        }

        if (hidden.Length != file.Length)
        {
            throw new ConnectorException(
                $"Output file '{hidden.FullName}' has {hidden.Length} bytes, but {file.Length} were prepared: something else has changed it, and it will not be committed.");
        }

        if (final.Exists)
        {
            throw new ConnectorException(
                $"Output file '{hidden.FullName}' cannot be committed: '{final.FullName}' exists already, and is not replaced. Does another job or sink write to this folder with the same {nameof(FileSinkOptions.FilePrefix)}, or have files been copied here? Move that file away.");
        }

        OutputFolder.Rename(hidden.FullName, final.FullName, "renamed");
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

    /// <summary>Finished files belong to those who use them: to fail because one was taken away would be to fail at every later restore.</summary>
    private void ExpectCommitted(PendingFile file, FileInfo hidden, FileInfo final)
    {
        if (final.Exists)
        {
            RequireCommitted(file, hidden, final);
            return;
        }

        warn($"Output file '{final.FullName}' ({file.Length} bytes) of the restored checkpoint is gone; it is taken to have been committed and moved away by whoever uses it. If nobody has, its results are lost.");
    }
}
