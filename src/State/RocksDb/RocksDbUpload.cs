using System.Collections.Immutable;
using Weir.State.Storage;

namespace Weir.State.RocksDb;

/// <summary>Files of a database that a checkpoint writes as one state, one behind the other. Plain: what there is goes in, what to do comes out.</summary>
/// <param name="Scope">Of the state.</param>
/// <param name="Files">Their names.</param>
internal sealed record RocksDbUpload(StateScope Scope, ImmutableArray<string> Files)
{
    /// <summary>From here on a file is a state by itself: storages are good at few large files.</summary>
    public const long LargeBytes = 1 << 20;

    /// <summary>For people.</summary>
    public string Name => Files.Length == 1 ? Files[0] : "packed";

    /// <summary>What a checkpoint names again, and what it writes.</summary>
    /// <param name="files">The files that it has, with their lengths.</param>
    /// <param name="below">The tables of the checkpoint that it builds upon, by name.</param>
    /// <param name="tables">The scope of tables; other files are the checkpoint's own.</param>
    public static (ImmutableArray<DatabaseFile> Named, ImmutableArray<RocksDbUpload> Uploads) Plan(
        IReadOnlyList<(string Name, long Length)> files, IReadOnlyDictionary<string, DatabaseFile> below, StateScope tables)
    {
        // A database uses no number twice: of one database, and of what was restored into it, the name says which file it is.
        var known = files.Where(file => below.TryGetValue(file.Name, out var found) && found.Length == file.Length).Select(file => below[file.Name]).ToList();

        // Of a state that is mostly waste, what is left is written again: as much as that has gone to waste before.
        var named = known.GroupBy(file => file.State).Where(state => state.Sum(file => file.Length) * 2 >= state.Key.Length).SelectMany(state => state).ToImmutableArray();
        var again = named.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        var missing = files.Where(file => !again.Contains(file.Name)).Select(file => (file.Name, file.Length, Scope: RocksDbCut.IsTable(file.Name) ? tables : StateScope.Own)).ToList();
        return (named,
        [
            .. missing.Where(file => file.Length >= LargeBytes).Select(file => new RocksDbUpload(file.Scope, [file.Name])),
            .. missing.Where(file => file.Length < LargeBytes).GroupBy(file => file.Scope).Select(scope => new RocksDbUpload(scope.Key, [.. scope.Select(file => file.Name)])),
        ]);
    }

    /// <summary>The files of a checkpoint that a later one may name again.</summary>
    public static ImmutableDictionary<string, DatabaseFile> TablesOf(ImmutableArray<DatabaseFile> files) => files
        .Where(file => RocksDbCut.IsTable(file.Name) && (file.State.IsInline || file.State.Scope == StateScope.Shared))
        .ToImmutableDictionary(file => file.Name, StringComparer.Ordinal);
}
