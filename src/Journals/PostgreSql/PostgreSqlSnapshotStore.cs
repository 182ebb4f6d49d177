using Akka.Persistence;
using Akka.Persistence.Snapshot;
using Npgsql;
using Weir.Actors.Persistence;
using Weir.Actors.Persistence.Segments;

namespace Weir.Journals.PostgreSql;

/// <summary>Snapshots in a PostgreSQL database that all nodes reach: <c>weir.snapshot-store.postgresql</c>.</summary>
internal sealed class PostgreSqlSnapshotStore : SnapshotStore
{
    private const string Fits = "persistence_id = $1 AND sequence_number BETWEEN $2 AND $3 AND ticks BETWEEN $4 AND $5";

    private readonly EventSerialization _serialization;
    private readonly Database _database;

    public PostgreSqlSnapshotStore()
    {
        var (config, section) = (Context.System.Settings.Config, Self.Path.Name);
        _serialization = new EventSerialization(Context.System);
        _database = new Database(() => DatabaseSettings.Read(config, section, canBeReadOnly: false));
    }

    protected override async Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        await _database.RunAsync($"load a snapshot of '{persistenceId}'", async connection =>
        {
            var command = Command(
                connection,
                $"SELECT sequence_number, ticks, serializer, payload_manifest, payload FROM {_database.Schema}.snapshot WHERE {Fits} ORDER BY sequence_number DESC LIMIT 1",
                Bounds(persistenceId, criteria));
            await using (command.ConfigureAwait(false))
            {
                var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    return await reader.ReadAsync().ConfigureAwait(false)
                        ? new SelectedSnapshot(
                            new SnapshotMetadata(persistenceId, reader.GetInt64(0), new DateTime(reader.GetInt64(1), DateTimeKind.Utc)),
                            _serialization.Deserialize(new SerializedPayload(reader.GetInt32(2), reader.GetString(3), reader.GetFieldValue<byte[]>(4))))
                        : null!;
                }
            }
        }).ConfigureAwait(false);

    protected override async Task SaveAsync(SnapshotMetadata metadata, object snapshot)
    {
        var payload = _serialization.Serialize(snapshot);
        await RunAsync(
            $"save a snapshot of '{metadata.PersistenceId}'",
            """
            INSERT INTO {0}.snapshot (persistence_id, sequence_number, ticks, serializer, payload_manifest, payload) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (persistence_id, sequence_number) DO UPDATE SET
              ticks = excluded.ticks, serializer = excluded.serializer, payload_manifest = excluded.payload_manifest, payload = excluded.payload
            """,
            metadata.PersistenceId,
            metadata.SequenceNr,
            metadata.Timestamp.Ticks,
            payload.SerializerId,
            payload.Manifest,
            payload.Bytes).ConfigureAwait(false);
    }

    protected override async Task DeleteAsync(SnapshotMetadata metadata) =>
        await RunAsync(
            $"delete a snapshot of '{metadata.PersistenceId}'",
            "DELETE FROM {0}.snapshot WHERE persistence_id = $1 AND sequence_number = $2 AND $3 IN (0, ticks)",
            metadata.PersistenceId,
            metadata.SequenceNr,
            metadata.Timestamp.Ticks).ConfigureAwait(false);

    protected override async Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        await RunAsync(
            $"delete snapshots of '{persistenceId}'",
            $"DELETE FROM {{0}}.snapshot WHERE {Fits}",
            Bounds(persistenceId, criteria)).ConfigureAwait(false);

    protected override void PostStop()
    {
        _ = _database.DisposeAsync().AsTask();
        base.PostStop();
    }

    private static object[] Bounds(string persistenceId, SnapshotSelectionCriteria criteria) =>
    [
        persistenceId,
        criteria.MinSequenceNr,
        criteria.MaxSequenceNr,
        (criteria.MinTimestamp ?? DateTime.MinValue).Ticks,
        criteria.MaxTimeStamp.Ticks,
    ];

    private static NpgsqlCommand Command(NpgsqlConnection connection, string text, object[] parameters)
    {
        var command = new NpgsqlCommand(text, connection);
        foreach (var each in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = each });
        }

        return command;
    }

    /// <param name="text">A statement, with {0} for the schema.</param>
    private Task<int> RunAsync(string action, string text, params object[] parameters) =>
        _database.RunAsync(action, async connection =>
        {
            var command = Command(connection, text.Replace("{0}", _database.Schema, StringComparison.Ordinal), parameters);
            await using (command.ConfigureAwait(false))
            {
                return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
            }
        });
}
