namespace Weir.JournalTests.Simulated;

/// <summary>The files of a folder, as they are seen and as they would be after a power failure.</summary>
/// <param name="isRemote">What a node has written and not flushed is seen by itself only, and by others in part or not at all.</param>
internal sealed class SimulatedDisk(Random random, bool isRemote)
{
    private readonly SortedDictionary<long, SimulatedFile> _files = [];
    private readonly Dictionary<long, SimulatedFile> _deleted = [];

    public IEnumerable<long> Names => _files.Keys.Reverse();

    public SimulatedFile? TryCreate(long claim, int owner)
    {
        var file = new SimulatedFile { Owner = owner };
        return _files.TryAdd(claim, file) ? file : null;
    }

    public byte[] Read(long claim, int reader)
    {
        var file = Find(claim);
        return [.. file.Bytes.Take(file.Owner == reader ? file.Bytes.Count : file.Seen)];
    }

    public void Append(SimulatedFile file, ReadOnlySpan<byte> bytes)
    {
        file.Bytes.AddRange(bytes);
        file.Seen = isRemote ? random.Next(file.Seen, file.Bytes.Count + 1) : file.Bytes.Count;
    }

    public void Flush(long claim)
    {
        var file = Find(claim);
        file.Flushed = file.Seen;
    }

    private SimulatedFile Find(long claim) =>
        _files.TryGetValue(claim, out var found) ? found : throw new FileNotFoundException("There is no such file.", $"{claim}");

    public void Delete(long claim)
    {
        if (_files.Remove(claim, out var file))
        {
            _deleted[claim] = file;
        }
    }

    /// <summary>What was not flushed is there, in part, or changed, or not; that files were deleted may be forgotten, too.</summary>
    public void FailPower()
    {
        foreach (var (claim, file) in _deleted)
        {
            if (random.Next(2) == 0)
            {
                _files.TryAdd(claim, file);
            }
        }

        _deleted.Clear();
        foreach (var (claim, file) in _files.ToArray())
        {
            if (!file.HasName && random.Next(2) == 0)
            {
                _files.Remove(claim);
                continue;
            }

            var kept = random.Next(file.Flushed, file.Bytes.Count + 1);
            file.Bytes.RemoveRange(kept, file.Bytes.Count - kept);
            if (random.Next(2) == 0)
            {
                for (var i = file.Flushed; i < kept; i++)
                {
                    file.Bytes[i] = 0;
                }
            }

            file.Flushed = file.Seen = kept;
            file.HasName = true;
        }
    }
}

internal sealed class SimulatedFile
{
    public List<byte> Bytes { get; } = [];

    /// <summary>The node that writes it.</summary>
    public required int Owner { get; init; }

    /// <summary>How many of the bytes others see.</summary>
    public int Seen { get; set; }

    /// <summary>How many of the bytes a power failure leaves.</summary>
    public int Flushed { get; set; }

    /// <summary>Whether a power failure leaves the file.</summary>
    public bool HasName { get; set; }
}
