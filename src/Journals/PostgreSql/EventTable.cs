using Npgsql;
using NpgsqlTypes;
using Weir.Actors.Persistence;
using Weir.Actors.Persistence.Segments;

namespace Weir.Journals.PostgreSql;

/// <summary>
/// The statements of the journal. The row of a persistence id in the table of writers is what fences: a claim counts it up, and each
/// write changes that same row in one statement with its events, if the claim is still its own; so one waits for the other.
/// </summary>
internal sealed class EventTable(Database database)
{
    /// <summary>Takes the persistence id over; a claim that is held and still the newest is kept.</summary>
    /// <param name="held">0 for none.</param>
    public Task<(long Claim, long Highest)> ClaimAsync(string persistenceId, long held, string owner) =>
        database.RunAsync($"claim the events of '{persistenceId}'", async connection =>
        {
            var command = Command(
                connection,
                $"""
                 INSERT INTO {database.Schema}.writer AS w (persistence_id, claim, owner, highest, deleted_to) VALUES ($1, 1, $3, 0, 0)
                 ON CONFLICT (persistence_id) DO UPDATE
                   SET claim = CASE WHEN w.claim = $2 THEN w.claim ELSE w.claim + 1 END, owner = excluded.owner
                 RETURNING claim, highest
                 """,
                persistenceId,
                held,
                owner);
            await using (command.ConfigureAwait(false))
            {
                var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    await reader.ReadAsync().ConfigureAwait(false);
                    return (reader.GetInt64(0), reader.GetInt64(1));
                }
            }
        });

    public Task<long> ReadHighestAsync(string persistenceId) =>
        database.RunAsync($"read the events of '{persistenceId}'", async connection => (await ReadWriterAsync(connection, persistenceId).ConfigureAwait(false)).Highest);

    public Task<bool> ReplayAsync(string persistenceId, long from, long to, long most, Action<StoredEvent> give) =>
        database.RunAsync($"read the events of '{persistenceId}'", async connection =>
        {
            var command = Command(
                connection,
                $"""
                 SELECT sequence_number, ticks, writer_guid, manifest, serializer, payload_manifest, payload
                 FROM {database.Schema}.event WHERE persistence_id = $1 AND sequence_number BETWEEN $2 AND $3
                 ORDER BY sequence_number LIMIT $4
                 """,
                persistenceId,
                from,
                to,
                most);
            await using (command.ConfigureAwait(false))
            {
                var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync().ConfigureAwait(false))
                    {
                        give(new StoredEvent(
                            reader.GetInt64(0),
                            reader.GetInt64(1),
                            reader.GetString(2),
                            reader.GetString(3),
                            new SerializedPayload(reader.GetInt32(4), reader.GetString(5), reader.GetFieldValue<byte[]>(6))));
                    }

                    return true;
                }
            }
        });

    /// <exception cref="JournalFencedException">There is a newer claim.</exception>
    public Task<bool> WriteAsync(string persistenceId, long claim, IReadOnlyList<StoredEvent> events) =>
        database.RunAsync($"write events of '{persistenceId}'", async connection =>
        {
            var command = new NpgsqlCommand(
                $"""
                 WITH held AS (
                   UPDATE {database.Schema}.writer SET highest = $4
                   WHERE persistence_id = $1 AND claim = $2 AND highest < $3 RETURNING persistence_id)
                 INSERT INTO {database.Schema}.event
                   (persistence_id, sequence_number, ticks, writer_guid, manifest, serializer, payload_manifest, payload)
                 SELECT held.persistence_id, e.* FROM held, unnest($5, $6, $7, $8, $9, $10, $11) AS e
                 """,
                connection)
            {
                Parameters =
                {
                    new() { Value = persistenceId },
                    new() { Value = claim },
                    new() { Value = events[0].SequenceNumber },
                    new() { Value = events[^1].SequenceNumber },
                    Column(NpgsqlDbType.Bigint, events, each => each.SequenceNumber),
                    Column(NpgsqlDbType.Bigint, events, each => each.Timestamp),
                    Column(NpgsqlDbType.Text, events, each => each.WriterGuid),
                    Column(NpgsqlDbType.Text, events, each => each.Manifest),
                    Column(NpgsqlDbType.Integer, events, each => each.Payload.SerializerId),
                    Column(NpgsqlDbType.Text, events, each => each.Payload.Manifest),
                    Column(NpgsqlDbType.Bytea, events, each => each.Payload.Bytes),
                },
            };
            await using (command.ConfigureAwait(false))
            {
                if (await command.ExecuteNonQueryAsync().ConfigureAwait(false) == 0)
                {
                    await ThrowWhyAsync(connection, persistenceId, claim, events[0].SequenceNumber).ConfigureAwait(false);
                }
            }

            return true;
        });

    /// <exception cref="JournalFencedException">There is a newer claim.</exception>
    public Task<bool> DeleteAsync(string persistenceId, long claim, long to) =>
        database.RunAsync($"delete events of '{persistenceId}'", async connection =>
        {
            var command = Command(
                connection,
                $"""
                 WITH held AS (
                   UPDATE {database.Schema}.writer SET deleted_to = GREATEST(deleted_to, LEAST($3, highest))
                   WHERE persistence_id = $1 AND claim = $2 RETURNING persistence_id, deleted_to),
                 deleted AS (
                   DELETE FROM {database.Schema}.event e USING held
                   WHERE e.persistence_id = held.persistence_id AND e.sequence_number <= held.deleted_to)
                 SELECT count(*) FROM held
                 """,
                persistenceId,
                claim,
                to);
            await using (command.ConfigureAwait(false))
            {
                if ((long)(await command.ExecuteScalarAsync().ConfigureAwait(false))! == 0)
                {
                    await ThrowWhyAsync(connection, persistenceId, claim, long.MaxValue).ConfigureAwait(false);
                }
            }

            return true;
        });

    public Task<string> ReadIdentityAsync() => database.RunAsync("read the journal's identity", async connection =>
    {
        var command = Command(connection, $"SELECT identity FROM {database.Schema}.identity");
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync().ConfigureAwait(false) is Guid identity
                ? identity.ToString("D")
                : throw new DatabaseException($"The table {database.Schema}.identity in PostgreSQL at {database.Settings.Place} is empty: somebody has deleted the journal's identity. Bring it back from a backup.");
        }
    });

    private static NpgsqlCommand Command(NpgsqlConnection connection, string text, params object[] parameters)
    {
        var command = new NpgsqlCommand(text, connection);
        foreach (var each in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = each });
        }

        return command;
    }

    private static NpgsqlParameter Column<T>(NpgsqlDbType type, IEnumerable<StoredEvent> events, Func<StoredEvent, T> value) =>
        new() { NpgsqlDbType = type | NpgsqlDbType.Array, Value = events.Select(value).ToArray() };

    private async Task<(long Claim, long Highest)> ReadWriterAsync(NpgsqlConnection connection, string persistenceId)
    {
        var command = Command(connection, $"SELECT claim, highest FROM {database.Schema}.writer WHERE persistence_id = $1", persistenceId);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await reader.ReadAsync().ConfigureAwait(false) ? (reader.GetInt64(0), reader.GetInt64(1)) : (0, 0);
            }
        }
    }

    private async Task ThrowWhyAsync(NpgsqlConnection connection, string persistenceId, long claim, long sequenceNumber)
    {
        var (newest, highest) = await ReadWriterAsync(connection, persistenceId).ConfigureAwait(false);
        throw newest == claim && sequenceNumber <= highest
            ? new InvalidOperationException(
                $"The event {sequenceNumber} of '{persistenceId}' was written already; the highest is {highest}. Are there two actors with this persistence id?")
            : JournalFencedException.Of(persistenceId, $"PostgreSQL at {database.Settings.Place}", claim, $"claim {newest}");
    }
}
