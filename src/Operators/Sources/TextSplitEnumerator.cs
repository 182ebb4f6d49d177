using System.Buffers;
using System.Text.Json;
using Weir.Operators.Connectors;

namespace Weir.Operators.Sources;

/// <summary>Finds text files: once when they are read to their end, again and again when they are followed.</summary>
/// <param name="input">The files.</param>
/// <param name="options">How they are read.</param>
/// <param name="parallelism">Readers that want work.</param>
internal sealed class TextSplitEnumerator(TextInput input, TextReadOptions options, int parallelism) : ISplitEnumerator<TextSplit>
{
    /// <summary>Passes over the same range become splits of their own until there are this many for each reader: the queue of splits is part of every checkpoint.</summary>
    private const int SplitsPerReader = 4;

    private readonly HashSet<string> found = new(StringComparer.Ordinal);
    private bool isComplete;

    public TimeSpan? DiscoveryInterval => options.Follow ? options.DiscoveryInterval : null;

    public ValueTask StartAsync(ReadOnlyMemory<byte>? restoredState, CancellationToken cancellationToken)
    {
        if (restoredState is { Length: > 0 } state)
        {
            var restored = JsonSerializer.Deserialize<State>(state.Span)
                ?? throw new InvalidDataException("The state of a text source's enumerator is empty.");
            isComplete = restored.IsComplete;
            found.UnionWith(restored.Found);
        }

        if (!isComplete)
        {
            input.Check();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<TextSplit>> DiscoverAsync(CancellationToken cancellationToken)
    {
        if (isComplete)
        {
            return ValueTask.FromResult<IReadOnlyList<TextSplit>>([]);
        }

        var files = input.ListFiles();
        var splits = options.Follow ? FollowNew(files) : Divide(files);
        isComplete = !options.Follow;
        return ValueTask.FromResult<IReadOnlyList<TextSplit>>(splits);
    }

    public void Snapshot(IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output);
        JsonSerializer.Serialize(writer, new State(isComplete, [.. found.Order(StringComparer.Ordinal)]));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private List<TextSplit> FollowNew(List<string> files)
    {
        var splits = new List<TextSplit>();
        foreach (var path in files)
        {
            if (found.Add(path))
            {
                splits.Add(TextSplit.Whole(path, long.MaxValue));
            }
        }

        return splits;
    }

    private List<TextSplit> Divide(List<string> files)
    {
        var splits = new List<TextSplit>();
        var lengths = files.ConvertAll(static file => (Path: file, Length: TextInput.Length(file)));
        var ranges = lengths.Sum(file => ((file.Length - 1) / options.SplitBytes) + 1);
        var groups = Math.Clamp((long)SplitsPerReader * parallelism / Math.Max(1, ranges), 1, options.Passes);
        var passesPerSplit = (int)((options.Passes - 1) / groups) + 1;
        for (var pass = 0; pass < options.Passes; pass += passesPerSplit)
        {
            var passes = Math.Min(passesPerSplit, options.Passes - pass);
            foreach (var (path, length) in lengths)
            {
                long end;
                for (long start = 0; start < length; start = end)
                {
                    end = length - start <= options.SplitBytes ? length : start + options.SplitBytes;
                    splits.Add(new TextSplit(path, length, start, end, passes, start, start == 0 ? 1 : 0));
                }
            }
        }

        return splits;
    }

    private sealed record State(bool IsComplete, string[] Found);
}
