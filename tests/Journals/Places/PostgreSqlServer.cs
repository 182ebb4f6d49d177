using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Akka.Configuration;
using Npgsql;
using Weir.JournalTests.Suite;

namespace Weir.JournalTests.Places;

/// <summary>A PostgreSQL server of the tests' own: on a free port of the loopback, in a temporary folder, gone with the tests.</summary>
public sealed class PostgreSqlServer : JournalPlace
{
    public const string Password = "t0p-s3cret";
    public const string User = "weir";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("weir-postgresql-").FullName;
    private Process? _server;

    public int Port { get; private set; }

    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Database = "postgres",
        Username = User,
        Password = Password,
        MaxPoolSize = 8,
    }.ConnectionString;

    public override Config Config => Of(ConnectionString);

    public override Config OtherConfig => Of(ConnectionString, "other");

    public override Config ReadOnlyConfig => ConfigurationFactory.ParseString("weir.journal.postgresql.read-only = on").WithFallback(Config);

    public static Config Of(string connectionString, string schema = "weir") => ConfigurationFactory.ParseString(
        $"""
         akka.persistence.journal.plugin = "weir.journal.postgresql"
         akka.persistence.snapshot-store.plugin = "weir.snapshot-store.postgresql"
         weir.journal.postgresql.connection-string = "{connectionString}"
         weir.journal.postgresql.schema-name = "{schema}"
         weir.snapshot-store.postgresql.connection-string = "{connectionString}"
         weir.snapshot-store.postgresql.schema-name = "{schema}"
         """);

    public override async Task InitializeAsync()
    {
        if (PostgreSqlInstallation.SkipReason is not null)
        {
            return;
        }

        var bin = PostgreSqlInstallation.Folder;
        var data = Path.Combine(_folder, "data");
        await File.WriteAllTextAsync(Path.Combine(_folder, "password"), Password);
        PostgreSqlInstallation.GiveToServer(_folder);
        await RunAsync($"'{bin}/initdb' -D '{data}' -U {User} --pwfile='{_folder}/password' -A scram-sha-256 -E UTF8 --no-sync");

        // The port may be taken between finding and using it.
        for (var attempt = 1; ; attempt++)
        {
            Port = FreePort();
            try
            {
                await StartAsync(bin, data);
                return;
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
            }
        }
    }

    public override async Task DisposeAsync()
    {
        if (_server is not null)
        {
            _server.StandardInput.Close();
            await _server.WaitForExitAsync().WaitAsync(Patience);
            _server.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task RunAsync(string command)
    {
        using var process = PostgreSqlInstallation.Start(command);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command} ended with code {process.ExitCode}: {await output} {await error}");
        }
    }

    /// <summary>The server ends when its standard input does: with this process, however it ends.</summary>
    private async Task StartAsync(string bin, string data)
    {
        var log = Path.Combine(_folder, "log");
        var options = $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off";
        var server = PostgreSqlInstallation.Start(
            $"'{bin}/pg_ctl' start -w -D '{data}' -l '{log}' -o '{options}' >/dev/null 2>&1 && echo ready && cat >/dev/null; '{bin}/pg_ctl' stop -m immediate -D '{data}' >/dev/null 2>&1");
        if (await server.StandardOutput.ReadLineAsync().WaitAsync(Patience) != "ready")
        {
            server.Dispose();
            throw new InvalidOperationException($"PostgreSQL did not start: {await File.ReadAllTextAsync(log)}");
        }

        _server = server;
    }
}

/// <summary>Skips where there is no PostgreSQL.</summary>
public sealed class RequiresPostgreSqlAttribute : RequiresAttribute
{
    public override string? SkipReason => PostgreSqlInstallation.SkipReason;
}

[CollectionDefinition(Name)]
public sealed class PostgreSqlCollection : ICollectionFixture<PostgreSqlServer>
{
    public const string Name = "PostgreSQL";
}
