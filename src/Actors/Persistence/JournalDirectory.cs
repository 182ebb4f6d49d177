using Weir.Actors.Configuration;

namespace Weir.Actors.Persistence;

/// <summary>
/// The folder of a journal or snapshot store. A mistake in the configuration shows when the folder is used first: so it fails
/// the recovery of an actor with a clear cause, where a plug-in that does not start would leave the actor waiting.
/// </summary>
internal sealed class JournalDirectory
{
    private readonly IReadOnlyList<ConfigurationError> _errors;
    private readonly string _path;

    private JournalDirectory(string path, IReadOnlyList<ConfigurationError> errors)
    {
        _path = path;
        _errors = errors;
    }

    /// <exception cref="InvalidConfigurationException">It is not set, or other keys of the section can't be read.</exception>
    public string Path => _errors.Count == 0 ? _path : throw new InvalidConfigurationException([.. _errors.Select(error => error.ToString())]);

    public static JournalDirectory Read(ConfigurationReader reader, string section)
    {
        var path = reader.Text("dir");
        List<ConfigurationError> errors = [.. reader.Errors];
        if (path.Length == 0 && errors.Count == 0)
        {
            errors.Add(new ConfigurationError(section + ".dir", "is empty; it must name a folder that all nodes share."));
        }

        return new JournalDirectory(path.Length == 0 ? path : System.IO.Path.GetFullPath(path), errors);
    }
}
