using System.Collections.Immutable;
using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Keys;
using Weir.State.Storage;

namespace Weir.State.Savepoints;

/// <summary>Writes one subtask's keyed state anew, group by group.</summary>
internal sealed class KeyedRewrite(
    ImmutableArray<KeyedStateHandle> stored, KeyGroupRange keyGroups, List<StoredState> states, Dictionary<string, StateChange> changes, ICheckpointReader reader)
{
    private const int ChunkSize = 64 * 1024;

    private readonly StateWriter _buffer = new(2 * ChunkSize);
    private readonly StateWriter _entries = new(2 * ChunkSize);

    public async Task<ImmutableArray<KeyedStateHandle>> WriteAsync(ICheckpointWriter writer, string name, CancellationToken cancellationToken)
    {
        var stream = writer.Create(name);
        using var source = new KeyedStateReader(reader);
        await using (stream.ConfigureAwait(false))
        {
            KeyedStateFormat.WriteHeader(_buffer, states);
            var offsets = ImmutableArray.CreateBuilder<long>(keyGroups.Count + 1);
            offsets.Add(_buffer.Length);
            for (var number = keyGroups.Start; number < keyGroups.End; number++)
            {
                var group = await StoredKeyGroup.ReadAsync(stored, number, source, only: null, cancellationToken).ConfigureAwait(false);
                for (var state = 0; state < states.Count; state++)
                {
                    Write(state, group);
                }

                await stream.WriteAsync(_buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
                _buffer.Clear();
                offsets.Add(stream.Length);
            }

            // A subtask without any entry keeps its handle: it says which states there are.
            return [new GroupedStateHandle(await stream.CloseAsync(cancellationToken).ConfigureAwait(false), keyGroups, offsets.MoveToImmutable())];
        }
    }

    private void Write(int state, StoredKeyGroup group)
    {
        var change = changes.GetValueOrDefault(states[state].Name);
        var description = group.DescriptionOf(states[state].Name);
        var count = 0;
        foreach (var entry in group.Of(states[state].Name))
        {
            if (change is not null)
            {
                count += change.Change(description!, entry, _entries) ? 1 : 0;
            }
            else
            {
                var isTimer = states[state].Kind == StateKind.Timers;
                _entries.WriteBytes((isTimer ? entry.Value : entry.Key).Span);
                _entries.WriteBytes((isTimer ? entry.Key : entry.Value).Span);
                count++;
            }

            if (_entries.Length >= ChunkSize)
            {
                count = EndChunk(state, count);
            }
        }

        EndChunk(state, count + (change?.Add(group.Number, _entries) ?? 0));
    }

    private int EndChunk(int state, int count)
    {
        if (count > 0)
        {
            _buffer.WriteUInt16(checked((ushort)state));
            _buffer.WriteInt32(count);
            _buffer.WriteInt32(_entries.Length);
            _buffer.WriteBytes(_entries.Written);
            _entries.Clear();
        }

        return 0;
    }
}
