using Weir.State.Backends;
using Weir.State.Backends.Databases;

namespace Weir.State.RocksDb;

/// <summary>The restored chunks of the states of one name.</summary>
/// <param name="chunks">Where they are.</param>
internal sealed class RocksDbUnclaimedFamily(RocksDbFamily chunks)
{
    public RocksDbFamily Chunks => chunks;

    /// <summary>As the chunks were written; a chunk says by its place which one that is.</summary>
    public List<StoredState> States { get; } = [];

    /// <summary>Whether some of the chunks may lie over others.</summary>
    public bool HasLayers { get; set; }

    public DatabaseFamily Description => new(chunks.Name, [.. States], HasLayers ? DatabaseContent.LayeredChunks : DatabaseContent.Chunks);

    public int PlaceOf(StoredState state)
    {
        var place = States.IndexOf(state);
        if (place < 0)
        {
            place = States.Count;
            States.Add(state);
        }

        return place;
    }
}
