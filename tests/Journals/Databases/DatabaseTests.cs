using Akka.Persistence;
using Npgsql;
using Weir.Actors.Persistence;
using Weir.JournalTests.Places;
using Weir.JournalTests.Suite;
using Weir.JournalTests.Writing;

namespace Weir.JournalTests.Databases;

[RequiresPostgreSql]
[Collection(PostgreSqlCollection.Name)]
public sealed class DatabaseTests(PostgreSqlServer server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [JournalFact]
    public async Task Systems_that_start_at_once_make_the_tables_and_agree_on_the_identity()
    {
        for (var round = 0; round < 3; round++)
        {
            var schema = $"s{Guid.NewGuid():N}";
            var clients = Enumerable.Range(0, 4).Select(_ => new JournalClient(PostgreSqlServer.Of(server.ConnectionString, schema))).ToArray();
            var identities = await Task.WhenAll(clients.Select(client => JournalIdentity.ReadAsync(client.System, Patience, CancellationToken.None)));
            await Task.WhenAll(clients.Select(client => client.SaveSnapshotAsync("x", 1, "x")));

            identities.Distinct().ShouldHaveSingleItem();
            foreach (var client in clients)
            {
                await client.DisposeAsync();
            }
        }
    }

    [JournalFact]
    public async Task A_server_that_is_not_there_fails_the_recovery_with_its_address_and_key()
    {
        var unused = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Port = 1 };

        var message = await FailureAsync(unused.ConnectionString);
        message.ShouldContain("127.0.0.1:1/postgres");
        message.ShouldContain("weir.journal.postgresql.connection-string");
        message.ShouldContain("Is the server up");
    }

    [JournalFact]
    public async Task A_wrong_password_fails_the_recovery_without_showing_it()
    {
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "not-the-password" };

        var message = await FailureAsync(wrong.ConnectionString);
        message.ShouldContain("refuses the user 'weir'");
        message.ShouldContain("weir.journal.postgresql.connection-string");
        message.ShouldNotContain("not-the-password");
    }

    [JournalFact]
    public async Task A_database_that_is_not_there_fails_the_recovery_with_its_name()
    {
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "nowhere" };

        (await FailureAsync(wrong.ConnectionString)).ShouldContain("\"nowhere\" does not exist");
    }

    [JournalFact]
    public async Task A_user_that_may_not_create_is_told_what_to_grant_and_needs_nothing_where_the_tables_are()
    {
        await ExecuteAsync("CREATE ROLE poor LOGIN PASSWORD 'p'", "REVOKE CREATE ON DATABASE postgres FROM PUBLIC");
        var poor = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Username = "poor", Password = "p" };

        var message = await FailureAsync(poor.ConnectionString, "poor_schema");
        message.ShouldContain("GRANT CREATE ON DATABASE \"postgres\" TO \"poor\"");
        message.ShouldContain("weir.journal.postgresql.schema-name");

        await using (var administrator = new JournalClient(PostgreSqlServer.Of(server.ConnectionString, "poor_schema")))
        {
            await administrator.RecoverAsync("x");
        }

        await ExecuteAsync("GRANT USAGE ON SCHEMA poor_schema TO poor", "GRANT ALL ON ALL TABLES IN SCHEMA poor_schema TO poor");
        await using var client = new JournalClient(PostgreSqlServer.Of(poor.ConnectionString, "poor_schema"));
        await client.RecoverAsync("x");
        await client.WriteAsync("x", 1);
    }

    [JournalFact]
    public async Task Settings_that_can_not_be_used_are_named_without_their_value()
    {
        (await FailureAsync("")).ShouldContain("weir.journal.postgresql.connection-string is empty");
        var malformed = await FailureAsync("Host=x;Password=hidden;Prot=1");
        malformed.ShouldContain("weir.journal.postgresql.connection-string can't be read");
        malformed.ShouldNotContain("hidden");
        (await FailureAsync(server.ConnectionString, "no; drop")).ShouldContain("weir.journal.postgresql.schema-name is 'no; drop'");
    }

    [JournalFact]
    public async Task A_lost_connection_fails_the_write_and_recovery_goes_on()
    {
        var id = $"lost {Guid.NewGuid():N}";
        await using var client = new JournalClient(server.Config);
        await client.RecoverAsync(id);
        await client.WriteAsync(id, 1);
        await ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");

        // Whether this one fails depends on when the client notices; what was acknowledged stays in any case.
        var written = await client.TryWriteAsync(JournalClient.Together(id, (2, new Noted("event 2"))));
        var recovered = await client.RecoverAsync(id);
        if (written[0] is WriteMessageSuccess)
        {
            recovered.Highest.ShouldBe(2);
        }

        await client.WriteAsync(id, recovered.Highest + 1);
        (await client.RecoverAsync(id)).Numbers.ShouldBe(Enumerable.Range(1, (int)recovered.Highest + 1).Select(number => (long)number));
    }

    [JournalFact]
    public async Task After_a_failed_deletion_events_are_written_as_before()
    {
        var schema = $"s{Guid.NewGuid():N}";
        await using var client = new JournalClient(PostgreSqlServer.Of(server.ConnectionString, schema));
        await client.RecoverAsync("x");
        await client.WriteAsync("x", 1, 2);
        await RefuseAsync(schema, "DELETE");

        (await Should.ThrowAsync<JournalRefusedException>(client.DeleteAsync("x", 1))).InnerException.ShouldBeAssignableTo<IOException>();
        await client.WriteAsync("x", 3);
        (await client.RecoverAsync("x")).Numbers.ShouldBe([1, 2, 3]);
    }

    [JournalFact]
    public async Task After_a_failed_write_recovery_is_asked_for_and_nobody_else_is_blamed()
    {
        var schema = $"s{Guid.NewGuid():N}";
        await using var client = new JournalClient(PostgreSqlServer.Of(server.ConnectionString, schema));
        await client.RecoverAsync("x");
        await client.WriteAsync("x", 1);
        await RefuseAsync(schema, "INSERT");
        await Should.ThrowAsync<JournalRefusedException>(client.WriteAsync("x", 2));
        await ExecuteAsync($"DROP TRIGGER refuse ON {schema}.event");

        foreach (var step in (Func<Task>[])[() => client.WriteAsync("x", 2), () => client.DeleteAsync("x", 1)])
        {
            var refused = await Should.ThrowAsync<JournalRefusedException>(step);
            refused.InnerException.ShouldBeAssignableTo<IOException>();
            refused.Message.ShouldContain("has to recover first");
        }

        (await client.RecoverAsync("x")).Numbers.ShouldBe([1]);
        await client.WriteAsync("x", 2);
    }

    private Task RefuseAsync(string schema, string statement) => ExecuteAsync(
        $"CREATE FUNCTION {schema}.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not now'; END $$",
        $"CREATE TRIGGER refuse BEFORE {statement} ON {schema}.event FOR EACH ROW EXECUTE FUNCTION {schema}.refuse()");

    private static async Task<string> FailureAsync(string connectionString, string schema = "weir")
    {
        await using var client = new JournalClient(PostgreSqlServer.Of(connectionString, schema));
        var recovery = await Should.ThrowAsync<JournalRefusedException>(client.RecoverAsync("x"));
        (await Should.ThrowAsync<JournalRefusedException>(client.SaveSnapshotAsync("x", 1, "x"))).Message.ShouldContain("snapshot");
        await Should.ThrowAsync<Exception>(JournalIdentity.ReadAsync(client.System, Patience, CancellationToken.None));
        recovery.ToString().ShouldNotContain(PostgreSqlServer.Password);
        return recovery.Message;
    }

    private async Task ExecuteAsync(params string[] statements)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        foreach (var statement in statements)
        {
            await using var command = source.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
    }
}
