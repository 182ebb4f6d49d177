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
    private readonly SnapshotBases<ImmutableDictionary<string, DatabaseFile>> _bases;
    private readonly ImmutableDictionary<string, DatabaseFile> _below;
    private readonly RocksDbCut _cut;
    private readonly Task _cutting;
    private int _phase;

    /// <param name="request">What it is taken for.</param>
    /// <param name="keyGroups">Those of the backend.</param>
    /// <param name="cut">The files, which it takes over.</param>
    /// <param name="families">What is in them.</param>
    /// <param name="bases">Where it is remembered, when later ones may build upon it.</param>
    public RocksDbFilesSnapshot(
        SnapshotRequest request, KeyGroupRange keyGroups, RocksDbCut cut, IReadOnlyList<DatabaseFamily> families, SnapshotBases<ImmutableDictionary<string, DatabaseFile>> bases)
    {
        _request = request;
        _keyGroups = keyGroups;
        _families = DatabaseFamily.Write(families);
        _bases = bases;
        _below = (request is { Scope: StateScope.Shared, IncrementalBase: > 0 } ? bases.Find(request.IncrementalBase) : null) ?? ImmutableDictionary<string, DatabaseFile>.Empty;
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
                _bases.Add(CheckpointId, RocksDbUpload.TablesOf(files));
            }

            return [new DatabaseStateHandle(_keyGroups, files, _families)];
        }
        finally
        {
            Release();
        }
    }

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
        var folder = Path.GetDirectoryName(paths[0])!;
        var (named, uploads) = RocksDbUpload.Plan([.. paths.Select(path => (Path.GetFileName(path), new FileInfo(path).Length))], _below, _request.Scope);
        foreach (var file in named.Where(file => file.IsAlone))
        {
            writer.NameAgain(file.State, Path.Combine(folder, file.Name));
        }

        var written = new ImmutableArray<DatabaseFile>[uploads.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, uploads.Length, options, async (index, token) =>
            written[index] = await WriteAsync(folder, uploads[index], writer, name, token).ConfigureAwait(false)).ConfigureAwait(false);
        return [.. named, .. written.SelectMany(files => files)];
    }

    private static async Task<ImmutableArray<DatabaseFile>> WriteAsync(
        string folder, RocksDbUpload upload, ICheckpointWriter writer, string name, CancellationToken cancellationToken)
    {
        // Other files than tables change, so that nobody may keep them but by copying them.
        var stream = upload.Files is [var table] && RocksDbCut.IsTable(table)
            ? writer.CreateFrom(Path.Combine(folder, table), $"{name}-{table}", upload.Scope)
            : writer.Create($"{name}-{upload.Name}", upload.Scope);
        await using (stream.ConfigureAwait(false))
        {
            var parts = new List<(string Name, long Offset, uint Checksum)>();
            foreach (var file in upload.Files)
            {
                parts.Add((file, stream.Length, await CopyAsync(Path.Combine(folder, file), stream, cancellationToken).ConfigureAwait(false)));
            }

            var end = stream.Length;
            var state = await stream.CloseAsync(cancellationToken).ConfigureAwait(false);
            return [.. parts.Select((part, index) => new DatabaseFile(part.Name, state, part.Offset, (index + 1 < parts.Count ? parts[index + 1].Offset : end) - part.Offset, part.Checksum))];
        }
    }

    /// <returns>The checksum.</returns>
    private static async Task<uint> CopyAsync(string path, CheckpointStream stream, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(path, options: FileOptions.Asynchronous | FileOptions.SequentialScan);
        var buffer = new byte[(int)Math.Clamp(RandomAccess.GetLength(file), 1, PartBytes)];
        var checksum = Crc32C.Start;
        long position = 0;
        for (var read = await ReadAsync().ConfigureAwait(false); read > 0; read = await ReadAsync().ConfigureAwait(false))
        {
            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            checksum = Crc32C.Append(checksum, buffer.AsSpan(0, read));
            position += read;
        }

        return checksum;

        ValueTask<int> ReadAsync() => RandomAccess.ReadAsync(file, buffer, position, cancellationToken);
    }

    private void Release()
    {
        Volatile.Write(ref _phase, Released);
        _cut.Dispose();
    }
}
