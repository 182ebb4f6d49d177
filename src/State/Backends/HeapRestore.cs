using System.Collections.Immutable;
using Weir.State.Keys;
using Weir.State.Storage;

namespace Weir.State.Backends;

/// <summary>
/// Brings stored state into a heap backend's tables, as it is read: of what is encoded no more than a few chunks is in memory. Key groups
/// come one beside the other, on as many threads as there are processors, when there is enough for that.
/// </summary>
/// <param name="keyGroups">Those of the backend.</param>
/// <param name="states">What has been asked for, by name.</param>
/// <param name="unclaimed">Takes what nothing has asked for.</param>
/// <param name="reader">Reads what handles name.</param>
internal sealed class HeapRestore(
    KeyGroupRange keyGroups, IReadOnlyDictionary<string, HeapState> states, UnclaimedState unclaimed, ICheckpointReader reader)
{
    // A thread for less costs more than it saves.
    private const long BytesForThread = 1 << 20;

    private readonly Lock _unclaiming = new();

    /// <param name="handles">Of one key group, later ones lie over earlier ones.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RestoreAsync(IReadOnlyList<KeyedStateHandle> handles, CancellationToken cancellationToken)
    {
        foreach (var handle in handles)
        {
            var (file, ranges) = handle switch
            {
                GroupedStateHandle grouped => (grouped, [grouped.KeyGroups]),
                LayeredStateHandle layered => (layered.Grouped, layered.Ranges),
                _ => (null, ImmutableArray<KeyGroupRange>.Empty),
            };
            if (file is not null)
            {
                await RestoreAsync(file, KeyedStateFormat.GroupsOf(ranges, keyGroups), cancellationToken).ConfigureAwait(false);
                continue;
            }

            await foreach (var chunk in KeyedStateFormat.ReadAsync(handle, keyGroups, reader, cancellationToken).ConfigureAwait(false))
            {
                Restore(chunk, null);
            }
        }
    }

    /// <summary>Chunks that were kept until a state was asked for.</summary>
    public static void Restore(HeapState state, IReadOnlyCollection<RestoredChunk> chunks)
    {
        var groups = chunks.GroupBy(chunk => chunk.KeyGroup).ToList();
        if (ThreadsFor(chunks.Sum(chunk => (long)chunk.Bytes.Length)) == 1)
        {
            groups.ForEach(group => Restore(state, group));
            return;
        }

        try
        {
            Parallel.ForEach(groups, group => Restore(state, group));
        }
        catch (AggregateException error)
        {
            throw error.InnerException!;
        }
    }

    private static void Restore(HeapState state, IGrouping<int, RestoredChunk> chunks)
    {
        state.Table.Reserve(chunks.Key, chunks.Where(chunk => !chunk.IsRemoval).Sum(MostIn));
        foreach (var chunk in chunks)
        {
            state.Restore(chunk);
        }
    }

    private static int ThreadsFor(long bytes) => (int)Math.Clamp(bytes / BytesForThread, 1, Environment.ProcessorCount);

    /// <summary>What it says, or what can be if that is damaged.</summary>
    private static long MostIn(RestoredChunk chunk) => Math.Min(chunk.Count, chunk.Bytes.Length + 1);

    private async Task RestoreAsync(GroupedStateHandle file, ImmutableArray<int> groups, CancellationToken cancellationToken)
    {
        if (groups.IsEmpty)
        {
            return;
        }

        var next = -1;
        var threads = ThreadsFor(groups.Sum(group => BytesOf(file, group)));
        if (threads == 1)
        {
            await RestoreSomeAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Run(
            async () =>
            {
                try
                {
                    await RestoreSomeAsync(failed.Token).ConfigureAwait(false);
                }
                catch
                {
                    await failed.CancelAsync().ConfigureAwait(false);
                    throw;
                }
            },
            cancellationToken))).ConfigureAwait(false);

        async Task RestoreSomeAsync(CancellationToken token)
        {
            var input = await reader.OpenAsync(file.State, token).ConfigureAwait(false);
            await using (input.ConfigureAwait(false))
            {
                var stored = await KeyedStateFormat.ReadHeaderAsync(file, input, token).ConfigureAwait(false);
                for (var i = Interlocked.Increment(ref next); i < groups.Length; i = Interlocked.Increment(ref next))
                {
                    // Chunks of one state say how many entries there will be; of several, nobody knows how many each has.
                    var isFirst = stored.Length == 1;
                    await foreach (var chunk in KeyedStateFormat.ReadGroupAsync(file, input, stored, groups[i], token).ConfigureAwait(false))
                    {
                        Restore(chunk, isFirst ? (long)((double)BytesOf(file, groups[i]) / (chunk.Bytes.Length + KeyedStateFormat.ChunkHeaderSize) * MostIn(chunk)) : null);
                        isFirst = false;
                    }
                }
            }
        }
    }

    private static long BytesOf(GroupedStateHandle file, int group) =>
        file.Offsets[group - file.KeyGroups.Start + 1] - file.Offsets[group - file.KeyGroups.Start];

    /// <param name="chunk">Its bytes are not used any more when this returns.</param>
    /// <param name="expected">About how many entries the state will have in the key group; null when that is not known.</param>
    private void Restore(RestoredChunk chunk, long? expected)
    {
        if (!states.TryGetValue(chunk.State.Name, out var state))
        {
            var kept = chunk with { Bytes = chunk.Bytes.ToArray() };
            lock (_unclaiming)
            {
                unclaimed.Add(kept);
            }

            return;
        }

        if (expected is { } count && !chunk.IsRemoval)
        {
            state.Table.Reserve(chunk.KeyGroup, count);
        }

        state.Restore(chunk);
    }
}
