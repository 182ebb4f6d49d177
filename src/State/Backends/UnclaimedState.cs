using System.Collections.Immutable;

namespace Weir.State.Backends;

/// <summary>Restored state that nothing has asked for yet. It goes into later snapshots as it came, so that it is not lost.</summary>
internal sealed class UnclaimedState
{
    private ImmutableArray<RestoredChunk> _chunks = [];
    private List<RestoredChunk>? _added;

    public void Add(RestoredChunk chunk) => (_added ??= []).Add(chunk);

    public ImmutableArray<RestoredChunk> All()
    {
        if (_added is not null)
        {
            _chunks = [.. _chunks, .. _added];
            _added = null;
        }

        return _chunks;
    }

    public IEnumerable<RestoredChunk> Of(string name) => All().Where(chunk => string.Equals(chunk.State.Name, name, StringComparison.Ordinal));

    public void Remove(string name)
    {
        if (All().Any(chunk => string.Equals(chunk.State.Name, name, StringComparison.Ordinal)))
        {
            _chunks = [.. _chunks.Where(chunk => !string.Equals(chunk.State.Name, name, StringComparison.Ordinal))];
        }
    }

    public void Clear() => (_chunks, _added) = ([], null);
}
