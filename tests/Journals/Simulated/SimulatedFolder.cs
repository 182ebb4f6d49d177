using Weir.Actors.Persistence.Folders;

namespace Weir.JournalTests.Simulated;

/// <summary>The disk as one node uses it; other nodes may be at work between any two steps.</summary>
internal sealed class SimulatedFolder(int node, SimulatedDisk disk, Steps steps, Random random) : ISegmentFolder
{
    public string Path => "simulated";

    public string PathOf(long claim) => $"{claim}";

    public async ValueTask<List<long>> ClaimsAsync()
    {
        await steps.NextAsync(node);
        return [.. disk.Names];
    }

    public ValueTask CreateAsync() => ValueTask.CompletedTask;

    public async ValueTask<ISegmentFile?> TryCreateAsync(long claim)
    {
        await steps.NextAsync(node);
        if (disk.TryCreate(claim, node) is not { } file)
        {
            return null;
        }

        await steps.NextAsync(node);
        file.HasName = true;
        return new OpenFile(file, this);
    }

    public async ValueTask<byte[]> ReadAsync(long claim)
    {
        await steps.NextAsync(node);
        return disk.Read(claim, node);
    }

    public async ValueTask FlushAsync(long claim)
    {
        await steps.NextAsync(node);
        disk.Flush(claim);
    }

    public async ValueTask DeleteAsync(long claim)
    {
        await steps.NextAsync(node);
        disk.Delete(claim);
    }

    private sealed class OpenFile(SimulatedFile file, SimulatedFolder folder) : ISegmentFile
    {
        public async ValueTask AppendAsync(byte[] bytes)
        {
            var first = folder.Random(bytes.Length + 1);
            await folder.StepAsync();
            folder.Append(file, bytes.AsSpan(0, first));
            await folder.StepAsync();
            folder.Append(file, bytes.AsSpan(first));
        }

        public async ValueTask FlushAsync()
        {
            await folder.StepAsync();
            file.Flushed = file.Seen = file.Bytes.Count;
        }

        public void Dispose()
        {
        }
    }

    private void Append(SimulatedFile file, ReadOnlySpan<byte> bytes) => disk.Append(file, bytes);

    private Task StepAsync() => steps.NextAsync(node);

    private int Random(int below) => random.Next(below);
}
