namespace Weir.State.Storage;

/// <summary>Which shared files of a job its complete checkpoints name.</summary>
/// <param name="ByCheckpoint">Of those that are listed, by id.</param>
/// <param name="BySetAside">Of those that were set aside and can be read: nobody deletes them, nor what they need.</param>
internal sealed record SharedNames(IReadOnlyDictionary<long, IReadOnlySet<string>> ByCheckpoint, IReadOnlySet<string> BySetAside)
{
    public bool Contains(string name) => BySetAside.Contains(name) || ByCheckpoint.Values.Any(names => names.Contains(name));
}
