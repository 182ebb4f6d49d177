using Akka.Configuration;
using Npgsql;
using Weir.Actors.Configuration;

namespace Weir.Journals.PostgreSql;

/// <summary>Where the tables are.</summary>
internal sealed class DatabaseSettings
{
    private readonly string _section;
    private readonly NpgsqlConnectionStringBuilder _connection;

    private DatabaseSettings(string section, NpgsqlConnectionStringBuilder connection, string schema, bool isReadOnly)
    {
        _section = section;
        _connection = connection;
        Schema = schema;
        IsReadOnly = isReadOnly;
    }

    public string ConnectionStringKey => _section + ".connection-string";

    public string SchemaKey => _section + ".schema-name";

    /// <summary>Holds the password: not for logs or errors.</summary>
    public string ConnectionString => _connection.ConnectionString;

    /// <summary>A name that needs no quotes.</summary>
    public string Schema { get; }

    public bool IsReadOnly { get; }

    public string User => _connection.Username ?? Environment.UserName;

    public string Database => _connection.Database ?? User;

    public string Place => $"{_connection.Host}:{_connection.Port}/{Database}";

    /// <exception cref="InvalidConfigurationException">Settings are missing, or can't be used.</exception>
    public static DatabaseSettings Read(Config config, string section, bool canBeReadOnly)
    {
        var reader = new ConfigurationReader(config, section);
        var (text, schema) = (reader.Text("connection-string"), reader.Text("schema-name"));
        var isReadOnly = canBeReadOnly && reader.Switch("read-only");
        List<string> problems = [.. reader.Errors.Select(error => error.ToString())];
        var connection = Parse(text);
        if (text.Length == 0)
        {
            problems.Add($"{section}.connection-string is empty; it must say where the database is, such as Host=db.example.org;Database=weir;Username=weir;Password=….");
        }
        else if (connection is null || string.IsNullOrEmpty(connection.Host))
        {
            // Its value is not shown: there is a password in it.
            problems.Add($"{section}.connection-string can't be read; it must be of the form Host=db.example.org;Port=5432;Database=weir;Username=weir;Password=….");
        }

        if (!IsPlainName(schema))
        {
            problems.Add($"{section}.schema-name is '{schema}'; it must be of small letters, digits and '_', and begin with a letter.");
        }

        return problems.Count == 0 ? new DatabaseSettings(section, connection!, schema, isReadOnly) : throw new InvalidConfigurationException(problems);
    }

    private static NpgsqlConnectionStringBuilder? Parse(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            return null;
        }
    }

    private static bool IsPlainName(string name) =>
        name.Length is > 0 and < 64 && char.IsAsciiLetterLower(name[0])
        && name.All(each => char.IsAsciiLetterLower(each) || char.IsAsciiDigit(each) || each == '_');
}
