using System.Runtime.CompilerServices;
using System.Text.Json;
using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Keys;
using Weir.State.Storage;

namespace Weir.State.Savepoints;

/// <summary>A state of a savepoint as JSON, knowing only its schemas.</summary>
internal sealed class StateDump
{
    private readonly StoredSavepoint _stored;
    private readonly OperatorState _operator;
    private readonly TimedEntries? _timed;

    private StateDump(StoredSavepoint stored, OperatorState state, StoredState description)
    {
        (_stored, _operator, State) = (stored, state, description);
        _timed = TimedEntries.Of(description);
    }

    public StoredState State { get; }

    public bool IsKeyed => !State.Kind.IsOfOperator();

    /// <summary>Whether its entries have a key beside the value.</summary>
    public bool HasKeys => State.Kind.HasKeys();

    /// <summary>Whether it is stored with the times of last use.</summary>
    public bool HasTimes => _timed is not null;

    /// <summary>How its values look, without times of last use.</summary>
    public CodecSchema ValueSchema => _timed?.Plain ?? State.Value;

    /// <summary>What an entry's value is called.</summary>
    public string ValueName => State.Kind == StateKind.Timers ? "timestamp" : "value";

    /// <exception cref="ArgumentException">There is no such operator or state.</exception>
    public static async Task<StateDump> OpenAsync(StoredSavepoint stored, string uid, string name, CancellationToken cancellationToken)
    {
        var state = await stored.OperatorAsync(uid, cancellationToken).ConfigureAwait(false);
        var states = await StateInventory.ReadAsync(state, stored.Reader, cancellationToken).ConfigureAwait(false);
        return states.FirstOrDefault(its => string.Equals(its.Name, name, StringComparison.Ordinal)) is { } found
            ? new StateDump(stored, state, found)
            : throw await SavepointKeyedState.NotFoundAsync(stored, state, name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The entries: key (null of a list of the operator) and value (of timers the time), each as JSON; of a broadcast map those of one subtask.</summary>
    /// <param name="key">Only of this key; null: all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FormatException">The key is none of this state.</exception>
    public async IAsyncEnumerable<DumpedEntry> ReadAsync(JsonElement? key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!IsKeyed)
        {
            await foreach (var element in ElementsAsync(key, cancellationToken).ConfigureAwait(false))
            {
                yield return element;
            }

            yield break;
        }

        var groups = key is { } its ? Locate(its) : new KeyGroupRange(0, _operator.MaxParallelism);
        await foreach (var group in StoredKeyGroup.ReadAsync(_operator, groups, _stored.Reader, State.Name, cancellationToken).ConfigureAwait(false))
        {
            if (group.DescriptionOf(State.Name) is not { } description)
            {
                continue;
            }

            // As this group has it: subtasks that have not asked for a state since its types changed store it as it was.
            var timed = TimedEntries.Of(description);
            var wanted = key is { } only ? Encoded(description.Key, only) : null;
            foreach (var entry in group.Of(State.Name))
            {
                if (wanted is null || entry.Key.Span.SequenceEqual(wanted))
                {
                    yield return Keyed(description, timed, entry);
                }
            }
        }
    }

    /// <summary>How many entries there are, by key group; of what is not keyed, by subtask.</summary>
    public async Task<IReadOnlyList<long>> CountAsync(CancellationToken cancellationToken)
    {
        if (!IsKeyed)
        {
            return
            [
                .. _operator.Subtasks.Select(subtask => subtask.Operator.SelectMany(handle => handle.Lists)
                    .Where(list => string.Equals(list.Name, State.Name, StringComparison.Ordinal)).Sum(list => (long)list.Count)),
            ];
        }

        var counts = new long[_operator.MaxParallelism];
        await foreach (var group in StoredKeyGroup
            .ReadAsync(_operator, new KeyGroupRange(0, _operator.MaxParallelism), _stored.Reader, State.Name, cancellationToken).ConfigureAwait(false))
        {
            counts[group.Number] = group.Of(State.Name).LongCount();
        }

        return counts;
    }

    /// <summary>How many entries there are in all. Of a broadcast map each subtask has a copy.</summary>
    /// <param name="counts">As <see cref="CountAsync"/> gives them.</param>
    public long Total(IReadOnlyList<long> counts) => State.Kind == StateKind.OperatorBroadcast ? counts.Max() : counts.Sum();

    private DumpedEntry Keyed(StoredState description, TimedEntries? timed, StoredEntry entry)
    {
        var key = SchemaJsonWriter.Text(description.Key, entry.Key.Span);
        if (timed is null)
        {
            return new DumpedEntry(key, ValueName, SchemaJsonWriter.Text(SavepointKeyedState.ValueSchema(description), entry.Value.Span), null);
        }

        var plain = new StateWriter();
        var times = timed.Unwrap(entry.Value.Span, plain);
        return new DumpedEntry(key, ValueName, SchemaJsonWriter.Text(timed.Plain, plain.Written), times) { HasOneTime = State.Kind == StateKind.Value };
    }

    private KeyGroupRange Locate(JsonElement key)
    {
        var group = KeyGroups.Of(SchemaKeyHash.Of(State.Key, Encoded(State.Key, key)), _operator.MaxParallelism);
        return new KeyGroupRange(group, group + 1);
    }

    private static byte[] Encoded(CodecSchema schema, JsonElement key)
    {
        var writer = new StateWriter();
        SchemaJsonReader.Write(schema, key, writer);
        return writer.ToArray();
    }

    private async IAsyncEnumerable<DumpedEntry> ElementsAsync(JsonElement? only, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wanted = only is { } its && HasKeys ? Encoded(State.Key, its) : null;
        foreach (var handle in _operator.Subtasks.SelectMany(subtask => subtask.Operator))
        {
            foreach (var list in await OperatorStateFormat.ReadAsync(handle, _stored.Reader, cancellationToken).ConfigureAwait(false))
            {
                if (!string.Equals(list.State.Name, State.Name, StringComparison.Ordinal))
                {
                    continue;
                }

                var key = HasKeys ? new SchemaSkipper(list.State.Key, []) : null;
                foreach (var element in list.Elements)
                {
                    var length = key?.LengthIn(element.Span) ?? 0;
                    if (wanted is null || element.Span[..length].SequenceEqual(wanted))
                    {
                        yield return new DumpedEntry(
                            HasKeys ? SchemaJsonWriter.Text(list.State.Key, element.Span[..length]) : null, ValueName, SchemaJsonWriter.Text(list.State.Value, element.Span[length..]), null);
                    }
                }

                if (State.Kind == StateKind.OperatorBroadcast)
                {
                    yield break;
                }
            }
        }
    }
}
