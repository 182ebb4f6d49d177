using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Values by key.</summary>
public class HoconObject : IHoconElement
{
    /// <summary>The values.</summary>
    public Dictionary<string, HoconValue> Items { get; } = new(StringComparer.Ordinal);

    /// <summary>The value of a key or, where it has none, null.</summary>
    public HoconValue GetKey(string key) => Items.GetValueOrDefault(key);

    /// <summary>The value of a key, an empty one where it had none.</summary>
    public HoconValue GetOrCreateKey(string key)
    {
        if (!Items.TryGetValue(key, out var value))
        {
            Items[key] = value = new HoconValue();
        }

        return value;
    }

    /// <inheritdoc/>
    public bool IsString() => false;

    /// <inheritdoc/>
    public string GetString() => throw new InvalidOperationException("An object is not a text.");

    /// <inheritdoc/>
    public bool IsArray() => false;

    /// <inheritdoc/>
    public IList<HoconValue> GetArray() => throw new InvalidOperationException("An object is not an array.");

    /// <inheritdoc/>
    public override string ToString() => ToString(0);

    /// <summary>A line for each key, indented by two spaces a level.</summary>
    public string ToString(int indent)
    {
        var margin = new string(' ', indent * 2);
        var text = new StringBuilder();
        foreach (var (key, value) in Items)
        {
            text.Append(margin).Append(HoconText.QuoteKey(key)).Append(" : ").Append(value.ToString(indent)).Append("\r\n");
        }

        return text.ToString();
    }

    /// <summary>A new object: this one's keys over those of <paramref name="fallback"/>, objects merged key by key.</summary>
    internal HoconObject Over(HoconObject fallback)
    {
        var merged = new HoconObject();
        foreach (var (key, value) in fallback.Items)
        {
            merged.Items.Add(key, value);
        }

        foreach (var (key, value) in Items)
        {
            merged.Items[key] = merged.Items.TryGetValue(key, out var below) ? HoconValue.Over(value, below) : value;
        }

        return merged;
    }
}
