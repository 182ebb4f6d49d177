using System.Runtime.CompilerServices;
using Weir.State.Backends.Databases;
using Weir.State.Keys;
using Weir.State.Storage;

namespace Weir.State.Backends;

/// <summary>Reads keyed state in several goes, whatever its form. A database that is among it is fetched once.</summary>
/// <param name="reader">Of the checkpoint.</param>
internal sealed class KeyedStateReader(ICheckpointReader reader) : IDisposable
{
    private readonly Dictionary<KeyedStateHandle, (DatabaseCopyFolder Folder, DatabaseCopy Copy)> _open = new(ReferenceEqualityComparer.Instance);

    /// <summary>The chunks of some key groups, as <see cref="KeyedStateFormat"/> reads them.</summary>
    public async IAsyncEnumerable<RestoredChunk> ReadAsync(KeyedStateHandle handle, KeyGroupRange wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (handle is DatabaseStateHandle database)
        {
            if (!handle.KeyGroups.Intersect(wanted).IsEmpty)
            {
                var copy = await OpenAsync(database, cancellationToken).ConfigureAwait(false);
                foreach (var chunk in copy.Chunks(wanted))
                {
                    yield return chunk;
                }
            }

            yield break;
        }

        await foreach (var chunk in KeyedStateFormat.ReadAsync(handle, wanted, reader, cancellationToken).ConfigureAwait(false))
        {
            yield return chunk;
        }
    }

    public void Dispose()
    {
        foreach (var (folder, copy) in _open.Values)
        {
            copy.Dispose();
            folder.Dispose();
        }

        _open.Clear();
    }

    private async Task<DatabaseCopy> OpenAsync(DatabaseStateHandle handle, CancellationToken cancellationToken)
    {
        if (_open.TryGetValue(handle, out var opened))
        {
            return opened.Copy;
        }

        var folder = DatabaseCopyFolder.Make();
        try
        {
            var copy = await DatabaseCopy.OpenAsync(handle, reader, folder.Path, cancellationToken).ConfigureAwait(false);
            _open.Add(handle, (folder, copy));
            return copy;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }
}
