namespace Akka.Configuration.Hocon;

/// <summary>A text, a number, a boolean or null.</summary>
public class HoconLiteral : IHoconElement
{
    /// <summary>As written, without its quotes.</summary>
    public string Value { get; set; }

    /// <inheritdoc/>
    public bool IsString() => true;

    /// <inheritdoc/>
    public string GetString() => Value;

    /// <inheritdoc/>
    public bool IsArray() => false;

    /// <inheritdoc/>
    public IList<HoconValue> GetArray() => throw new InvalidOperationException($"The value '{Value}' is not an array.");

    /// <inheritdoc/>
    public override string ToString() => HoconText.Quote(Value);
}
