using Npgsql;

namespace Weir.Journals.PostgreSql;

/// <summary>The tables, made by whichever node comes first.</summary>
internal static class Tables
{
    /// <summary>Any number will do, as long as it is the same for all.</summary>
    private const long CreationLock = 0x57656972_4A6F7572;

    public static async Task CreateAsync(NpgsqlConnection connection, string schema)
    {
        // A user without the right to create may well use what is there.
        if (await ExistAsync(connection, schema).ConfigureAwait(false))
        {
            return;
        }

        // "If not exists" looks first and makes then, so two nodes at once can still fail each other: one after the other.
        var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var batch = new NpgsqlBatch(connection, transaction);
            await using (batch.ConfigureAwait(false))
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand($"SELECT pg_advisory_xact_lock({CreationLock})"));
                foreach (var statement in Statements(schema))
                {
                    batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
                }

                await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
                await transaction.CommitAsync().ConfigureAwait(false);
            }
        }
    }

    private static async Task<bool> ExistAsync(NpgsqlConnection connection, string schema)
    {
        // The one that is made last.
        var command = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection) { Parameters = { new() { Value = $"{schema}.snapshot" } } };
        await using (command.ConfigureAwait(false))
        {
            return (bool)(await command.ExecuteScalarAsync().ConfigureAwait(false))!;
        }
    }

    private static string[] Statements(string schema) =>
    [
        $"CREATE SCHEMA IF NOT EXISTS {schema}",
        $"""
         CREATE TABLE IF NOT EXISTS {schema}.identity (
           is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
           identity uuid NOT NULL)
         """,
        $"INSERT INTO {schema}.identity (identity) VALUES (gen_random_uuid()) ON CONFLICT DO NOTHING",
        $"""
         CREATE TABLE IF NOT EXISTS {schema}.writer (
           persistence_id text PRIMARY KEY,
           claim bigint NOT NULL,
           owner text NOT NULL,
           highest bigint NOT NULL,
           deleted_to bigint NOT NULL)
         """,
        $"""
         CREATE TABLE IF NOT EXISTS {schema}.event (
           persistence_id text,
           sequence_number bigint,
           ticks bigint NOT NULL,
           writer_guid text NOT NULL,
           manifest text NOT NULL,
           serializer int NOT NULL,
           payload_manifest text NOT NULL,
           payload bytea NOT NULL,
           PRIMARY KEY (persistence_id, sequence_number))
         """,
        $"""
         CREATE TABLE IF NOT EXISTS {schema}.snapshot (
           persistence_id text,
           sequence_number bigint,
           ticks bigint NOT NULL,
           serializer int NOT NULL,
           payload_manifest text NOT NULL,
           payload bytea NOT NULL,
           PRIMARY KEY (persistence_id, sequence_number))
         """,
    ];
}
