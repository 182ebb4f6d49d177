using System.Collections.Immutable;
using Weir.State.Backends;
using Weir.State.Backends.Databases;
using Weir.State.Keys;
using Weir.State.Storage;

namespace Weir.State.RocksDb;

/// <summary>A snapshot of a database as its files. Those that the checkpoint it builds upon has named are named again, and not written.</summary>
internal sealed class RocksDbFilesSnapshot : KeyedSnapshot
{
    private const int AtOnce = 4;
    private const int PartBytes = 256 * 1024;

    private const int Idle = 0;
    private const int Writing = 1;
    private const int Released = 2;

    private readonly SnapshotRequest _request;
    private readonly KeyGroupRange _keyGroups;
    private readonly byte[] _families;
    private readonly SnapshotBases<ImmutableDictionary<string, StateHandle>> _bases;
    private readonly ImmutableDictionary<string, StateHandle> _below;
    private readonly RocksDbCut _cut;
    private readonly Task _cutting;
    private int _phase;

    /// <param name="request">What it is taken for.</param>
    /// <param name="keyGroups">Those of the backend.</param>
    /// <param name="cut">The files, which it takes over.</param>
    /// <param name="families">What is in them.</param>
    /// <param name="bases">Where it is remembered, when later ones may build upon it.</param>
    public RocksDbFilesSnapshot(
        SnapshotRequest request, KeyGroupRange keyGroups, RocksDbCut cut, IReadOnlyList<DatabaseFamily> families, SnapshotBases<ImmutableDictionary<string, StateHandle>> bases)
    {
        _request = request;
        _keyGroups = keyGroups;
        _families = DatabaseFamily.Write(families);
        _bases = bases;
        _below = (request is { Scope: StateScope.Shared, IncrementalBase: > 0 } ? bases.Find(request.IncrementalBase) : null) ?? ImmutableDictionary<string, StateHandle>.Empty;
        _cut = cut;

        // At once, and not when it is written: until then the stream may be held up. Not on a thread of its own, whose start it would wait for.
        _cutting = Task.Run(cut.Complete);
    }

    public override long CheckpointId => _request.CheckpointId;

    public override async Task<ImmutableArray<KeyedStateHandle>> WriteAsync(ICheckpointWriter writer, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var before = Interlocked.CompareExchange(ref _phase, Writing, Idle);
        if (before != Idle)
        {
            throw new InvalidOperationException($"The keyed state of '{name}' for checkpoint {CheckpointId} is {(before == Writing ? "written" : "given up")} already.");
        }

        try
        {
            await _cutting.WaitAsync(cancellationToken).ConfigureAwait(false);
            var paths = _cut.Files();
            if (!paths.Any(path => RocksDbCut.IsTable(path)))
            {
                return [];
            }

            var files = await WriteAsync(paths, writer, name, cancellationToken).ConfigureAwait(false);
            if (_request.Scope == StateScope.Shared)
            {
                _bases.Add(CheckpointId, TablesOf(files));
            }

            return [new DatabaseStateHandle(_keyGroups, files, _families)];
        }
        finally
        {
            Release();
        }
    }

    /// <summary>The files of a checkpoint that a later one may name again.</summary>
    public static ImmutableDictionary<string, StateHandle> TablesOf(ImmutableArray<DatabaseFile> files) => files
        .Where(file => RocksDbCut.IsTable(file.Name) && (file.State.IsInline || file.State.Scope == StateScope.Shared))
        .ToImmutableDictionary(file => file.Name, file => file.State, StringComparer.Ordinal);

    protected override void Dispose(bool disposing)
    {
        // While it is being written, that gives it up when it ends.
        if (Interlocked.CompareExchange(ref _phase, Released, Idle) == Idle)
        {
            Release();
        }
    }

    private async Task<ImmutableArray<DatabaseFile>> WriteAsync(IReadOnlyList<string> paths, ICheckpointWriter writer, string name, CancellationToken cancellationToken)
    {
        var files = new DatabaseFile[paths.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, files.Length, options, async (index, token) =>
        {
            var path = paths[index];
            var file = Path.GetFileName(path);

            // A database uses no number twice: of one database, and of what was restored into it, the name says which file it is.
            var handle = _below.TryGetValue(file, out var known) && known.Length == new FileInfo(path).Length
                ? known
                : await WriteAsync(path, writer.Create($"{name}-{file}", RocksDbCut.IsTable(file) ? _request.Scope : StateScope.Own), token).ConfigureAwait(false);
            files[index] = new DatabaseFile(file, handle);
        }).ConfigureAwait(false);
        return [.. files];
    }

    private static async Task<StateHandle> WriteAsync(string path, CheckpointStream stream, CancellationToken cancellationToken)
    {
        await using (stream.ConfigureAwait(false))
        {
            using var file = File.OpenHandle(path, options: FileOptions.Asynchronous | FileOptions.SequentialScan);
            var buffer = new byte[(int)Math.Clamp(RandomAccess.GetLength(file), 1, PartBytes)];
            long position = 0;
            for (var read = await ReadAsync().ConfigureAwait(false); read > 0; read = await ReadAsync().ConfigureAwait(false))
            {
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                position += read;
            }

            return await stream.CloseAsync(cancellationToken).ConfigureAwait(false);

            ValueTask<int> ReadAsync() => RandomAccess.ReadAsync(file, buffer, position, cancellationToken);
        }
    }

    private void Release()
    {
        Volatile.Write(ref _phase, Released);
        _cut.Dispose();
    }
}
