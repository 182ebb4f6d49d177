using System.Globalization;

namespace Akka.Configuration.Hocon;

/// <summary>A value at some path: the elements it is made of, and its readings.</summary>
public class HoconValue
{
    /// <summary>A value without an element.</summary>
    public HoconValue()
    {
    }

    internal HoconValue(IHoconElement element, string path)
    {
        Values.Add(element);
        Path = path;
    }

    /// <summary>The elements.</summary>
    public List<IHoconElement> Values { get; } = [];

    /// <summary>Whether there is no element, or only an object without a key.</summary>
    public bool IsEmpty => Values.Count == 0 || Values[0] is HoconObject { Items.Count: 0 };

    // Where the value was defined, for messages.
    internal string Path { get; }

    private string Where => Path is null ? "A value" : $"The value of '{Path}'";

    /// <summary>Adds an element.</summary>
    public void AppendValue(IHoconElement value) => Values.Add(value);

    /// <summary>Whether it is an object.</summary>
    public bool IsObject() => GetObject() is not null;

    /// <summary>The object or, where it is none, null.</summary>
    public HoconObject GetObject() => Values.Count > 0 ? Values[0] as HoconObject : null;

    /// <summary>The value of a key of the object or, where there is none, null.</summary>
    public HoconValue GetChildObject(string key) => GetObject()?.GetKey(key);

    /// <summary>Whether it is an array.</summary>
    public bool IsArray() => Values.Count > 0 && Values.TrueForAll(v => v.IsArray());

    /// <summary>The items of the array; none where it is no array.</summary>
    public IList<HoconValue> GetArray() => [.. Values.Where(v => v.IsArray()).SelectMany(v => v.GetArray())];

    /// <summary>Whether it is a text.</summary>
    public bool IsString() => Values.Count > 0 && Values.TrueForAll(v => v.IsString());

    /// <summary>The text; null where it is null, an array or an object.</summary>
    public string GetString()
    {
        if (!IsString())
        {
            return null;
        }

        return Values.Count == 1 ? Values[0].GetString() : string.Concat(Values.Select(v => v.GetString()));
    }

    /// <summary>On, off, true or false.</summary>
    public bool GetBoolean() => GetString() switch
    {
        "true" or "on" => true,
        "false" or "off" => false,
        _ => throw new NotSupportedException($"{Where} is {Shown}, which is not a boolean (on, off, true, false)."),
    };

    /// <summary>A whole number of 32 bits.</summary>
    public int GetInt() => Number<int>(NumberStyles.Integer, "a whole number of 32 bits");

    /// <summary>A whole number of 64 bits.</summary>
    public long GetLong() => Number<long>(NumberStyles.Integer, "a whole number of 64 bits");

    /// <summary>A number.</summary>
    public float GetFloat() => Number<float>(NumberStyles.Float, "a number");

    /// <summary>A number.</summary>
    public double GetDouble() => Number<double>(NumberStyles.Float, "a number");

    /// <summary>A number.</summary>
    public decimal GetDecimal() => Number<decimal>(NumberStyles.Float, "a decimal number");

    /// <summary>A duration; a bare number is in milliseconds.</summary>
    public TimeSpan GetTimeSpan(bool allowInfinite = true)
    {
        if (allowInfinite && string.Equals(GetString(), "infinite", StringComparison.OrdinalIgnoreCase))
        {
            return Timeout.InfiniteTimeSpan;
        }

        return HoconUnits.Duration(GetString()) ?? throw new FormatException(
            $"{Where} is {Shown}, which is not a duration (a positive number and ns, micros, ms, s, m, h or d{(allowInfinite ? ", or infinite" : "")}).");
    }

    /// <summary>A number of bytes; null where the value is null.</summary>
    public long? GetByteSize()
    {
        if (GetString() is not { } text)
        {
            return null;
        }

        return HoconUnits.Bytes(text) ?? throw new FormatException(
            $"{Where} is {Shown}, which is not a number of bytes (a whole number and B, kB, KiB, MB, MiB, GB, GiB, …).");
    }

    /// <summary>The items as texts.</summary>
    public IList<string> GetStringList() => [.. GetArray().Select(v => v.GetString())];

    /// <summary>The items as whole numbers.</summary>
    public IList<int> GetIntList() => [.. GetArray().Select(v => v.GetInt())];

    /// <summary>The items as whole numbers.</summary>
    public IList<long> GetLongList() => [.. GetArray().Select(v => v.GetLong())];

    /// <summary>The items as numbers.</summary>
    public IList<double> GetDoubleList() => [.. GetArray().Select(v => v.GetDouble())];

    /// <summary>The items as booleans.</summary>
    public IList<bool> GetBooleanList() => [.. GetArray().Select(v => v.GetBoolean())];

    /// <summary>A configuration with this value at its root.</summary>
    public Config ToConfig() => new(new HoconRoot(this));

    /// <summary>A configuration with this value at a key.</summary>
    public Config AtKey(string key)
    {
        var keyed = new HoconObject();
        keyed.Items[key] = this;
        return new Config(new HoconRoot(new HoconValue(keyed, Path)));
    }

    /// <inheritdoc/>
    public override string ToString() => ToString(0);

    /// <summary>The value as HOCON, <paramref name="indent"/> levels deep; at level 0 an object has no braces.</summary>
    public virtual string ToString(int indent)
    {
        if (IsString())
        {
            return HoconText.Quote(GetString());
        }

        if (GetObject() is { } keyed)
        {
            return indent == 0
                ? keyed.ToString(1)
                : $"{{\r\n{keyed.ToString(indent + 1)}{new string(' ', indent * 2)}}}";
        }

        return $"[{string.Join(",", GetArray().Select(v => v.ToString(indent + 1)))}]";
    }

    /// <summary><paramref name="upper"/>, merged with <paramref name="lower"/> where both are objects.</summary>
    internal static HoconValue Over(HoconValue upper, HoconValue lower) =>
        upper.GetObject() is { } above && lower.GetObject() is { } below
            ? new HoconValue(above.Over(below), upper.Path)
            : upper;

    /// <summary>The same elements at another path.</summary>
    internal HoconValue At(string path)
    {
        if (path is null || Path is null || path == Path)
        {
            return this;
        }

        var moved = new HoconValue(Values[0], path);
        moved.Values.AddRange(Values.Skip(1));
        return moved;
    }

    private string Shown => IsString() ? GetString() is { } text ? $"'{text}'" : "null" : IsObject() ? "an object" : "an array";

    private T Number<T>(NumberStyles styles, string expected)
        where T : struct, System.Numerics.INumberBase<T>
    {
        var text = GetString();
        if (text is not null && T.TryParse(text, styles, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        throw new FormatException($"{Where} is {Shown}, which is not {expected}.");
    }
}
