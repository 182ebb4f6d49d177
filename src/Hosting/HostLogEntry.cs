using System.Collections;
using Akka.Event;
using Weir.Actors.Logging;

namespace Weir.Hosting;

/// <summary>An entry of the log in the form that structured loggers understand: its properties, the text last.</summary>
internal sealed class HostLogEntry : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly List<KeyValuePair<string, object?>> _properties = [];
    private readonly string _text;

    public HostLogEntry(LogEvent entry)
    {
        _text = $"{entry.Message}";
        _properties.Add(new("LogSource", entry.LogSource));
        if (LogScope.Of(entry) is { } scope)
        {
            _properties.AddRange(scope.Properties().Select(property => new KeyValuePair<string, object?>(property.Key, property.Value)));
            if (entry.Cause is null && scope.Failure is { } failure)
            {
                _properties.Add(new(nameof(LogScope.Failure), failure));
            }
        }

        _properties.Add(new("{OriginalFormat}", _text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal)));
    }

    public int Count => _properties.Count;

    public KeyValuePair<string, object?> this[int index] => _properties[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _properties.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => _text;
}
