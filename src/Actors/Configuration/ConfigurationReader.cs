using System.Globalization;
using Akka.Configuration;

namespace Weir.Actors.Configuration;

/// <summary>
/// Reads typed settings below one path and collects what can't be read, so that a user sees every mistake at once.
/// It takes each value as text and reads it here: what is accepted, and what is said when it is not, is then the same for every key.
/// </summary>
internal sealed class ConfigurationReader(Config config, string path)
{
    private readonly List<ConfigurationError> _errors = [];

    public IReadOnlyList<ConfigurationError> Errors => _errors;

    public string Text(string key)
    {
        var full = Full(key);
        if (!config.HasPath(full))
        {
            return Refuse(key, "is not set, and has no default.", "");
        }

        // An object or a list where one value belongs: GetString has nothing to give.
        var value = config.GetValue(full);
        return value is not null && value.IsString() && value.GetString() is { } text ? text : Refuse(key, $"is {value}; it must be a single value.", "");
    }

    public TimeSpan Duration(string key)
    {
        var text = Text(key);
        return DurationText.TryParse(text, out var duration) ? duration : Refuse(key, text, DurationText.Expected, TimeSpan.Zero);
    }

    /// <summary>A duration, or null for <c>off</c>.</summary>
    public TimeSpan? DurationOrOff(string key)
    {
        var text = Text(key);
        if (string.Equals(text, "off", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return DurationText.TryParse(text, out var duration) ? duration : Refuse<TimeSpan?>(key, text, $"off, or {DurationText.Expected}", null);
    }

    public long ByteSize(string key)
    {
        var text = Text(key);
        return ByteSizeText.TryParse(text, out var bytes) ? bytes : Refuse(key, text, ByteSizeText.Expected, 0L);
    }

    public int Count(string key)
    {
        var text = Text(key);
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
            ? count
            : Refuse(key, text, "a whole number", 0);
    }

    public double Number(string key)
    {
        var text = Text(key);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : Refuse(key, text, "a number", 0d);
    }

    /// <summary>A whole number, or null for <c>off</c>.</summary>
    public int? CountOrOff(string key) => IsOff(key) ? null : Count(key);

    /// <summary>A number, or null for <c>off</c>.</summary>
    public double? NumberOrOff(string key) => IsOff(key) ? null : Number(key);

    public bool Switch(string key) => Choice(key, [("true", true), ("on", true), ("yes", true), ("false", false), ("off", false), ("no", false)]);

    public T Choice<T>(string key, (string Name, T Value)[] choices)
    {
        var text = Text(key);
        foreach (var (name, value) in choices)
        {
            if (string.Equals(name, text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return Refuse(key, text, "one of " + string.Join(", ", choices.Select(choice => choice.Name)), choices[0].Value);
    }

    /// <summary>A value of a kind of its own.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="parse">Null: it can't be read.</param>
    /// <param name="expected">What it must be.</param>
    /// <param name="fallback">In place of one that can't be read.</param>
    public T Value<T>(string key, Func<string, T?> parse, string expected, T fallback)
        where T : class
    {
        var text = Text(key);
        return parse(text) ?? Refuse(key, text, expected, fallback);
    }

    /// <summary>A value of a kind of its own, or null for <c>off</c>.</summary>
    public T? ValueOrOff<T>(string key, Func<string, T?> parse, string expected)
        where T : class
    {
        var text = Text(key);
        return IsOff(key) ? null : parse(text) ?? Refuse<T?>(key, text, $"off, or {expected}", null);
    }

    /// <summary>Values of a kind of their own: a list, or text with commas between them.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="parse">Null: it can't be read.</param>
    /// <param name="expected">What each must be.</param>
    public IReadOnlyList<T> Values<T>(string key, Func<string, T?> parse, string expected)
        where T : class
    {
        var full = Full(key);
        var values = new List<T>();
        IEnumerable<string> texts = config.HasPath(full) && config.GetValue(full) is { } list && list.IsArray()
            ? list.GetStringList()
            : Text(key).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var text in texts)
        {
            if (parse(text) is { } value)
            {
                values.Add(value);
            }
            else
            {
                Refuse(key, $"has {text}; each must be {expected}.", "");
            }
        }

        return values.Count == 0 ? [] : values;
    }

    private bool IsOff(string key) => string.Equals(Text(key), "off", StringComparison.OrdinalIgnoreCase);

    private string Full(string key) => path.Length == 0 ? key : path + "." + key;

    private T Refuse<T>(string key, string value, string expected, T fallback) =>
        Refuse(key, $"is {(value.Length == 0 ? "empty" : value)}; it must be {expected}.", fallback);

    // The fallback only lets reading go on to the next key: with an error collected, nothing read is used.
    private T Refuse<T>(string key, string problem, T fallback)
    {
        var full = Full(key);
        if (!_errors.Exists(error => error.Key == full))
        {
            _errors.Add(new ConfigurationError(full, problem));
        }

        return fallback;
    }
}
