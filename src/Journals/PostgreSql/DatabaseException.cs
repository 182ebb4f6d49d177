using System.Net.Sockets;
using Npgsql;

namespace Weir.Journals.PostgreSql;

/// <summary>The database could not do something. The message names the setting to look at; it never holds the password.</summary>
internal sealed class DatabaseException(string message, Exception? innerException = null) : IOException(message, innerException)
{
    /// <param name="action">What was being done.</param>
    public static DatabaseException Of(string action, DatabaseSettings settings, NpgsqlException exception)
    {
        var advice = exception is PostgresException refused ? Advice(settings, refused) : Advice(settings, exception);
        return new DatabaseException($"Could not {action} in PostgreSQL at {settings.Place}: {advice}", exception);
    }

    private static string Advice(DatabaseSettings settings, PostgresException refused) => refused.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"it refuses the user '{settings.User}': {refused.MessageText}. Correct Username and Password in {settings.ConnectionStringKey}.",
        PostgresErrorCodes.InvalidCatalogName =>
            $"{refused.MessageText}. Create the database, or correct Database in {settings.ConnectionStringKey}.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"{refused.MessageText}. The user '{settings.User}' needs the right to create the schema '{settings.Schema}' and its tables (GRANT CREATE ON DATABASE \"{settings.Database}\" TO \"{settings.User}\"), or to use them where they are; or name a schema that it owns in {settings.SchemaKey}.",
        PostgresErrorCodes.TooManyConnections =>
            $"{refused.MessageText}. Raise the server's max_connections, or lower Maximum Pool Size in {settings.ConnectionStringKey}.",
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            $"{refused.MessageText}. It is a standby; correct Host in {settings.ConnectionStringKey}.",
        _ => $"{refused.MessageText} ({refused.SqlState}).",
    };

    private static string Advice(DatabaseSettings settings, NpgsqlException exception) =>
        exception.InnerException is SocketException or TimeoutException
            ? $"{exception.InnerException.Message}. Is the server up, and are Host and Port right in {settings.ConnectionStringKey}?"
            : exception.Message.Contains("assword", StringComparison.Ordinal)
                ? $"it asks the user '{settings.User}' for a password. Add Password to {settings.ConnectionStringKey}."
                : exception.Message;
}
