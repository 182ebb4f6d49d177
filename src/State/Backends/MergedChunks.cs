using System.Text;
using Weir.State.Codecs;

namespace Weir.State.Backends;

/// <summary>Makes one layer of several, of entries whose types nothing knows: their schemas say where an entry's key and value end.</summary>
internal static class MergedChunks
{
    /// <param name="chunks">Of one key group, in the order in which they lie over each other.</param>
    /// <returns>
    /// The same with each key once and no removals, as the canonical form has it; as they are where one state was written with several schemas.
    /// </returns>
    public static IEnumerable<RestoredChunk> Of(IEnumerable<RestoredChunk> chunks) =>
        chunks.GroupBy(chunk => chunk.State.Name, StringComparer.Ordinal).SelectMany(state => IsOneLayer([.. state]) ? state : Merge([.. state]));

    private static bool IsOneLayer(RestoredChunk[] chunks) =>
        Array.TrueForAll(chunks, chunk => ReferenceEquals(chunk.State, chunks[0].State) && chunk is { IsRemoval: false, IsOver: false })
        || !Array.TrueForAll(chunks, chunk => chunk.State.Equals(chunks[0].State));

    private static IEnumerable<RestoredChunk> Merge(RestoredChunk[] chunks)
    {
        var state = chunks[0].State;
        var isTimer = state.Kind == StateKind.Timers;
        var key = new SchemaSkipper(state.Key, []);
        var value = new SchemaSkipper(state.Value, []);
        var entries = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var chunk in chunks)
        {
            var reader = new StateReader(chunk.Bytes.Span);
            for (var i = 0; i < chunk.Count; i++)
            {
                var start = reader.Position;
                if (isTimer)
                {
                    reader.ReadInt64();
                }

                key.Skip(ref reader);
                var id = Encoding.Latin1.GetString(chunk.Bytes.Span[start..reader.Position]);
                if (chunk.IsRemoval)
                {
                    entries.Remove(id);
                    continue;
                }

                value.Skip(ref reader);
                entries[id] = chunk.Bytes[start..reader.Position];
            }
        }

        var merged = new StateWriter();
        foreach (var entry in entries.Values)
        {
            merged.WriteBytes(entry.Span);
        }

        return entries.Count == 0 ? [] : [new RestoredChunk(state, chunks[0].KeyGroup, entries.Count, merged.ToArray())];
    }
}
