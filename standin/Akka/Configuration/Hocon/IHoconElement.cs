namespace Akka.Configuration.Hocon;

/// <summary>What a value is made of: text, an array or an object.</summary>
public interface IHoconElement
{
    /// <summary>Whether it is a text.</summary>
    bool IsString();

    /// <summary>The text.</summary>
    string GetString();

    /// <summary>Whether it is an array.</summary>
    bool IsArray();

    /// <summary>The items of the array.</summary>
    IList<HoconValue> GetArray();
}
