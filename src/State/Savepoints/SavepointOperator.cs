using System.Runtime.CompilerServices;
using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Storage;

namespace Weir.State.Savepoints;

/// <summary>The state of one operator in a savepoint.</summary>
public sealed class SavepointOperator
{
    private readonly StoredSavepoint _stored;

    internal SavepointOperator(StoredSavepoint stored, string uid)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(uid);
        (_stored, Uid) = (stored, uid);
    }

    /// <summary>What identifies it.</summary>
    public string Uid { get; }

    /// <summary>Its state by key. Throws <see cref="NoCodecException"/> when <typeparamref name="TKey"/> is no type of keys.</summary>
    public SavepointKeyedState<TKey> Keyed<TKey>() => new(_stored, Uid);

    /// <summary>The elements of a list that is not keyed, of all subtasks in order; of a union list each subtask's own.</summary>
    /// <param name="name">The list's name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArgumentException">There is no such operator, or no such list.</exception>
    /// <exception cref="IncompatibleSchemaException">The elements are no <typeparamref name="T"/>.</exception>
    public async IAsyncEnumerable<T> List<T>(string name, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var state = await _stored.OperatorAsync(Uid, cancellationToken).ConfigureAwait(false);
        var found = false;
        foreach (var handle in state.Subtasks.SelectMany(subtask => subtask.Operator))
        {
            foreach (var list in await OperatorStateFormat.ReadAsync(handle, _stored.Reader, cancellationToken).ConfigureAwait(false))
            {
                if (!string.Equals(list.State.Name, name, StringComparison.Ordinal) || InFlightList.IsName(name))
                {
                    continue;
                }

                found = true;
                var codec = Codec.For<T>().ReaderFor(list.State.Value, SchemaContext.Root($"The elements of list '{name}'"));
                foreach (var element in list.Elements)
                {
                    yield return Read(codec, element.Span);
                }
            }
        }

        if (!found)
        {
            throw await SavepointKeyedState.NotFoundAsync(_stored, state, name, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The entries of a broadcast map: those of the first subtask that has some, as all have the same.</summary>
    /// <param name="name">The map's name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArgumentException">There is no such operator, or no such map.</exception>
    /// <exception cref="IncompatibleSchemaException">The keys or values are of other types.</exception>
    public async IAsyncEnumerable<KeyValuePair<TMapKey, TMapValue>> Broadcast<TMapKey, TMapValue>(
        string name, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where TMapKey : notnull
    {
        var state = await _stored.OperatorAsync(Uid, cancellationToken).ConfigureAwait(false);
        foreach (var handle in state.Subtasks.SelectMany(subtask => subtask.Operator))
        {
            foreach (var restored in await OperatorStateFormat.ReadAsync(handle, _stored.Reader, cancellationToken).ConfigureAwait(false))
            {
                if (!string.Equals(restored.State.Name, name, StringComparison.Ordinal))
                {
                    continue;
                }

                var map = new BroadcastState<TMapKey, TMapValue>(name, Codec.For<TMapKey>(), Codec.For<TMapValue>());
                map.Restore(restored);
                foreach (var entry in map)
                {
                    yield return entry;
                }

                yield break;
            }
        }

        throw await SavepointKeyedState.NotFoundAsync(_stored, state, name, cancellationToken).ConfigureAwait(false);
    }

    private static T Read<T>(Codec<T> codec, ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        return codec.Read(ref reader);
    }
}
