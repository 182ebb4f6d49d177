using System.Collections.Immutable;
using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Keys;
using Weir.State.Storage;

namespace Weir.State.Savepoints;

/// <summary>What an operator has stored of one key group, state by state, whatever parts it was stored in. All of it is in memory.</summary>
internal sealed class StoredKeyGroup
{
    private readonly Dictionary<string, Entries> _states = new(StringComparer.Ordinal);

    private StoredKeyGroup(int number) => Number = number;

    public int Number { get; }

    /// <summary>The entries of a state; none when it has none in this group.</summary>
    public IEnumerable<StoredEntry> Of(string state) => _states.TryGetValue(state, out var entries) ? entries.All : [];

    /// <summary>How the state's entries are written; null when it has none in this group.</summary>
    public StoredState? DescriptionOf(string state) => _states.GetValueOrDefault(state)?.Description;

    /// <summary>The key groups of an operator, in order.</summary>
    /// <param name="state">The operator.</param>
    /// <param name="groups">Which of them.</param>
    /// <param name="reader">Of its checkpoint.</param>
    /// <param name="only">The name of the only state that is wanted; null: all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async IAsyncEnumerable<StoredKeyGroup> ReadAsync(
        OperatorState state,
        KeyGroupRange groups,
        ICheckpointReader reader,
        string? only,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var subtask = 0; subtask < state.Subtasks.Length; subtask++)
        {
            // What a handle has of other subtasks' groups is from before the parallelism changed, and theirs by now.
            var own = KeyGroups.RangeFor(state.MaxParallelism, state.Parallelism, subtask).Intersect(groups);
            using var source = new KeyedStateReader(reader);
            for (var group = own.Start; group < own.End; group++)
            {
                yield return await ReadAsync(state.Subtasks[subtask].Keyed, group, source, only, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A key group of one subtask.</summary>
    public static async Task<StoredKeyGroup> ReadAsync(
        ImmutableArray<KeyedStateHandle> handles, int group, KeyedStateReader reader, string? only, CancellationToken cancellationToken)
    {
        var read = new StoredKeyGroup(group);
        var chunks = new List<RestoredChunk>();
        foreach (var handle in handles)
        {
            await foreach (var chunk in reader.ReadAsync(handle, new KeyGroupRange(group, group + 1), cancellationToken).ConfigureAwait(false))
            {
                if (only is null || string.Equals(chunk.State.Name, only, StringComparison.Ordinal))
                {
                    // The chunk's own bytes are used again for the next one.
                    chunks.Add(chunk with { Bytes = chunk.Bytes.ToArray() });
                }
            }
        }

        foreach (var chunk in MergedChunks.Of(chunks))
        {
            read.Add(chunk);
        }

        return read;
    }

    private void Add(RestoredChunk chunk)
    {
        if (!_states.TryGetValue(chunk.State.Name, out var entries))
        {
            _states.Add(chunk.State.Name, entries = new Entries(chunk.State));
        }

        entries.Add(chunk);
    }

    private sealed class Entries(StoredState description)
    {
        private readonly SchemaSkipper _key = new(description.Key, []);
        private readonly SchemaSkipper _value = new(description.Value, []);
        private readonly List<StoredEntry> _all = [];

        public StoredState Description => description;

        public IEnumerable<StoredEntry> All => _all;

        public void Add(RestoredChunk chunk)
        {
            if (!chunk.State.Equals(description))
            {
                throw new StorageException(
                    $"State '{description.Name}' is stored in two forms, as {description.Value} and as {chunk.State.Value}. Take a canonical savepoint of the job, and open that.") { IsPermanent = true };
            }

            var bytes = chunk.Bytes;
            var position = 0;
            for (var entry = 0; entry < chunk.Count; entry++)
            {
                var (first, second) = Lengths(bytes.Span[position..]);
                var (before, behind) = (bytes.Slice(position, first), bytes.Slice(position + first, second));
                _all.Add(description.Kind == StateKind.Timers ? new StoredEntry(behind, before) : new StoredEntry(before, behind));
                position += first + second;
            }

            if (position != bytes.Length)
            {
                throw new CorruptStateException($"{bytes.Length - position} of {bytes.Length} bytes of state '{description.Name}' are left after {chunk.Count} entries.");
            }
        }

        /// <summary>Of an entry's two parts: a key and its value, or a timer's time and its key.</summary>
        private (int First, int Second) Lengths(ReadOnlySpan<byte> bytes)
        {
            var reader = new StateReader(bytes);
            if (description.Kind == StateKind.Timers)
            {
                reader.ReadInt64();
                _key.Skip(ref reader);
                return (sizeof(long), reader.Position - sizeof(long));
            }

            _key.Skip(ref reader);
            var key = reader.Position;
            _value.Skip(ref reader);
            return (key, reader.Position - key);
        }
    }
}
